package dewey.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HopsTest {
    private final Hops hops = new Hops();

    @Test
    void addsItselfToTheHopsBefore() {
        String other = UUID.randomUUID().toString();

        assertThat(hops.onwards(List.of(other)).orElseThrow()).startsWith(other + ",");
        assertThat(hops.onwards(List.of())).isPresent();
    }

    @Test
    void refusesASessionThatHasPassedItAlready() {
        String first = hops.onwards(List.of()).orElseThrow();
        String second = new Hops().onwards(List.of(first)).orElseThrow();

        assertThat(hops.onwards(List.of(first))).isEmpty();
        assertThat(hops.onwards(List.of(second))).isEmpty();
        assertThat(hops.onwards(List.of(second.split(",")))).isEmpty();
    }

    @Test
    void refusesAChainThatDoesNotEnd() {
        List<String> received = List.of();
        int passed = 0;
        for (var next = new Hops().onwards(received); next.isPresent(); next = new Hops().onwards(received)) {
            received = List.of(next.get());
            passed++;
        }

        assertThat(passed).isEqualTo(Hops.MOST);
    }

    @Test
    void refusesWhatNoDeweyHasWritten() {
        assertThat(hops.onwards(List.of("x"))).isEmpty();
        assertThat(hops.onwards(List.of("a".repeat(10_000)))).isEmpty();
    }
}
