package dewey.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.json.JsonOf;
import dewey.refusals.Refused;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolArgumentsTest {
    private static final JsonObject SCHEMA = JsonOf.object(
            "properties",
            JsonOf.object(
                    "query", JsonOf.object("type", "string"),
                    "limit", JsonOf.object("type", "integer"),
                    "errors_only", JsonOf.object("type", "boolean"),
                    "metadata", JsonOf.object("type", "object")));
    private static final JsonObject NONE = JsonOf.object();

    @Test
    void areWhatTheToolsSchemaSaysTheyAre() {
        // given
        Map<String, List<String>> query = Map.of(
                "query", List.of("42"),
                "limit", List.of("42"),
                "errors_only", List.of("true"),
                "metadata", List.of("{\"source\": \"proxy\"}"));

        // then
        assertThat(ToolArguments.of(SCHEMA, query, NONE))
                .isEqualTo(JsonOf.object(
                        "query", "42", "limit", 42, "errors_only", true, "metadata", JsonOf.object("source", "proxy")));
    }

    @Test
    void leaveOutWhatIsEmptyAndLeaveToTheToolWhatIsWrong() {
        // given
        Map<String, List<String>> query =
                Map.of("query", List.of(""), "limit", List.of("many"), "unknown", List.of("{"));

        // then
        assertThat(ToolArguments.of(SCHEMA, query, NONE)).isEqualTo(JsonOf.object("limit", "many", "unknown", "{"));
    }

    @Test
    void cannotSayOtherwiseThanThePath() {
        // given
        JsonObject fixed = JsonOf.object("query", "this");

        // then
        assertThatThrownBy(() -> ToolArguments.of(SCHEMA, Map.of("query", List.of("that")), fixed))
                .isInstanceOf(Refused.class)
                .hasMessage("query is part of the path already");
        assertThatThrownBy(() -> ToolArguments.of(SCHEMA, Map.of("limit", List.of("1", "2")), fixed))
                .isInstanceOf(Refused.class)
                .hasMessage("limit is given 2 times; give it once");
    }
}
