package dewey.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.recording.SessionEnd.Cause;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ListSessionsTest {
    @Test
    void knowsEveryCauseThatTheRecorderWrites() {
        assertThat(ListSessions.CAUSES)
                .containsExactlyElementsOf(
                        Arrays.stream(Cause.values()).map(Cause::wireName).toList());
    }
}
