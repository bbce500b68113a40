package dewey.transports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterHeadersTest {
    private final ParameterHeaders headers = new ParameterHeaders();

    @Test
    void repeatsTheArgumentsThatTheToolHasMarked() {
        learn(
                """
                {"region": {"type": "string", "x-mcp-header": "Region"}, "query": {"type": "string"},
                 "where": {"type": "object", "properties": {"row": {"type": "integer", "x-mcp-header": "Row"}}},
                 "dry": {"type": "boolean", "x-mcp-header": "Dry"}, "left": {"type": "string", "x-mcp-header": "Left"}}""");

        assertThat(of("{\"region\":\"Zürich\",\"query\":\"q\",\"where\":{\"row\":42},\"dry\":true,\"left\":null}"))
                .isEqualTo(Map.of(
                        "Mcp-Param-Region", "=?base64?WsO8cmljaA==?=", "Mcp-Param-Row", "42", "Mcp-Param-Dry", "true"));
        assertThat(of("{}")).isEmpty();
        assertThat(of("{\"where\":7,\"region\":[\"a\"]}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": {\"type\": \"object\", \"x-mcp-header\": \"A\"}}",
                "{\"a\": {\"type\": \"string\", \"x-mcp-header\": \"A B\"}}",
                "{\"a\": {\"type\": \"string\", \"x-mcp-header\": \"\"}}",
                "{\"a\": {\"type\": \"string\", \"x-mcp-header\": 7}}",
                "{\"a\": {\"type\": \"string\", \"x-mcp-header\": \"X\"}, \"b\": {\"type\": \"string\", \"x-mcp-header\": \"x\"}}"
            })
    void repeatsNothingWhereTheMarksBreakTheRules(String properties) {
        learn(properties);

        assertThat(of("{\"a\":\"1\",\"b\":\"2\"}")).isEmpty();
    }

    @Test
    void forgetsWhatTheToolNoLongerMarks() {
        learn("{\"a\": {\"type\": \"string\", \"x-mcp-header\": \"A\"}}");
        assertThat(of("{\"a\":\"1\"}")).containsEntry("Mcp-Param-A", "1");

        learn("{\"a\": {\"type\": \"string\"}}");

        assertThat(of("{\"a\":\"1\"}")).isEmpty();
    }

    private void learn(String properties) {
        headers.learn(
                "{\"id\":1,\"result\":{\"tools\":[{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\",\"properties\":"
                        + properties + "}}]}}");
    }

    private Map<String, String> of(String arguments) {
        String call = "{\"method\":\"tools/call\",\"params\":{\"name\":\"t\",\"arguments\":" + arguments + "}}";
        return headers.of("t", call.getBytes(UTF_8));
    }
}
