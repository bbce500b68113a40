package dewey.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedHeadersTest {
    @Test
    void goOnwardsWithAnyVisibleTextAndTabs() {
        Map<String, String> headers = Map.of("mcp-name", "caf\u00e9\t{\"a\": 1}", "accept", "");

        assertThat(ForwardedHeaders.canGoOnwards(headers)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\u0001b", "a\rb", "a\nb: c", "\u007f", "\u0100"})
    void doNotGoOnwardsWithWhatHttpDoesNotAllow(String value) {
        assertThat(ForwardedHeaders.canGoOnwards(Map.of("accept", "*/*", "mcp-name", value)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mcp name", "mcp:name", "mcp-n\u00e4me"})
    void doNotGoOnwardsUnderANameThatIsNone(String name) {
        assertThat(ForwardedHeaders.canGoOnwards(Map.of(name, "tools/call"))).isFalse();
    }
}
