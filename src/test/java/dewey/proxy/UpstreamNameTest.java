package dewey.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamNameTest {
    private static final String ID = "01a216d6-43e1-7000-9460-9f42489b22d6";

    @Test
    void standsInThePathOrInTheQuery() {
        assertThat(UpstreamName.of("/proxy/weather", null)).contains("weather");
        assertThat(UpstreamName.of("/proxy/weather", "a=b")).contains("weather");
        assertThat(UpstreamName.of("/proxy", "a=b&upstream=weather")).contains("weather");
        assertThat(UpstreamName.of("/proxy/replay", null)).contains("replay");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/proxy/replay:" + ID, "/proxy/replay/" + ID})
    void ofARecordedSessionIsTheSameWithAColonAndWithASlash(String path) {
        assertThat(UpstreamName.of(path, "speed=recorded")).contains("replay:" + ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proxy",
                "/proxy/",
                "/proxy/a/b",
                "/proxy/replay/a/b",
                "/proxy/replay//a",
                "/proxy/replay/../weather",
                "/proxy/replay/%2e%2e",
                "/proxy/%77eather",
                "/proxy//weather",
                "/x/proxy/weather"
            })
    void isNotThereInAnyOtherPath(String path) {
        assertThat(UpstreamName.of(path, null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"upstream=a&upstream=b", "upstream=", "Upstream=a", "xupstream=a", "upstream=a%2fb"})
    void isNotThereInAnyOtherQuery(String query) {
        assertThat(UpstreamName.of("/proxy", query)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/proxy/weather", "/proxy/replay/" + ID})
    void isNoneWhenPathAndQueryBothNameOne(String path) {
        assertThat(UpstreamName.of(path, "upstream=weather")).isEmpty();
    }
}
