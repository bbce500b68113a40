package dewey.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {
    private static final String SAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void isWhatTheSpecificationSays() {
        // given
        Trace trace = Trace.read(SAMPLED).orElseThrow();

        // then
        assertThat(trace.parent()).isEqualTo(SAMPLED);
        assertThat(trace.id()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(trace.isSampled()).isTrue();
        assertThat(Trace.read(SAMPLED.replaceFirst("1$", "2")))
                .hasValueSatisfying(other -> assertThat(other.isSampled()).isFalse());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba9*/;DROP-01"
            })
    void isNotTakenFromAnythingElse(String text) {
        assertThat(Trace.read(text)).isEmpty();
    }

    @Test
    void isHereOnlyWhileItsWorkIsDone() {
        // when
        Optional<Trace> during = Trace.during(Trace.read(SAMPLED), Trace::here);

        // then
        assertThat(during)
                .hasValueSatisfying(trace -> assertThat(trace.parent()).isEqualTo(SAMPLED));
        assertThat(Trace.here()).isEmpty();
        assertThat(Trace.during(Optional.empty(), Trace::here)).isEmpty();
    }
}
