package dewey.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7|7",
                "\"a \\\" b\"|\"a \\\" b\"",
                "9007199254740993123|9007199254740993123",
                "-1.5e3|-1.5e3",
                "\"\"|\"\""
            })
    void keepsTheIdAsItIsWritten(String id, String token) {
        Message message =
                Message.of("{\"params\":{\"id\":1,\"method\":\"no\"},\"id\": " + id + " ,\"method\":\"ping\"}");

        assertThat(message.requests()).containsExactly(token);
        assertThat(message.answers()).isEmpty();
        assertThat(message.is("ping")).isTrue();
    }

    @Test
    void tellsAnswersFromRequests() {
        assertThat(Message.of("{\"id\":1,\"result\":{}}").answers()).containsExactly("1");
        assertThat(Message.of("{\"error\":{\"code\":1},\"id\":\"x\"}").isError())
                .isTrue();
        assertThat(Message.of("{\"error\":{\"code\":1},\"id\":null}").answers()).isEmpty();
        assertThat(Message.of("{\"method\":\"notifications/x\"}").requests()).isEmpty();
    }

    @Test
    void findsWhatTheHeadersRepeat() {
        Message call = Message.of(
                "{\"method\":\"tools/call\",\"id\":1,\"params\":{\"_meta\":{\"io.modelcontextprotocol/"
                        + "protocolVersion\":\"2026-07-28\",\"a\":{\"name\":\"no\"}},\"arguments\":{\"name\":\"no\"},\"name\":\"s\\u00e4\\n\"}}");

        assertThat(call.modernVersion()).hasValue("2026-07-28");
        assertThat(call.name()).hasValue("sä\n");
        assertThat(Message.of("{\"method\":\"resources/read\",\"params\":{\"uri\":\"a://b\",\"name\":\"c\"}}")
                        .name())
                .hasValue("a://b");
        assertThat(Message.of("{\"method\":\"prompts/list\",\"params\":{\"name\":\"c\"}}")
                        .name())
                .isEmpty();
        assertThat(Message.of("{\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"q\"}}")
                        .cancelled())
                .hasValue("\"q\"");
    }

    @Test
    void looksIntoBatches() {
        Message batch =
                Message.of(" [{\"id\":1,\"method\":\"a\"} , {\"method\":\"b\"},{\"id\":\"]\",\"method\":\"c\"}] ");

        assertThat(batch.requests()).containsExactly("1", "\"]\"");
        assertThat(Message.of("[]").requests()).isEmpty();
    }

    @Test
    void putsAMessageOnOneLineAndChangesNothingElse() {
        String pretty = "{\r\n  \"id\" : 1,\n  \"result\" : {\"text\": \"a\\nb  c \u2028 \\ud83d\\ude00\"}\n}";

        assertThat(Message.of(pretty).text())
                .isEqualTo(pretty.replace('\n', ' ').replace('\r', ' '));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "}",
                "{\"a\"}",
                "{\"a\":1]",
                "[1,]",
                "{\"a\":\"",
                "{\"a\":1}x",
                "[1 2]",
                "{a:1}",
                "{\"a\\"
            })
    void knowsWhatIsNoJson(String text) {
        assertThatThrownBy(() -> Message.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void breaksOffWhatIsNestedTooDeeply() {
        assertThatThrownBy(() -> Message.of("[".repeat(100_000))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writesErrorsThatAreJson() {
        assertThat(Message.of(Message.error("\"a\"", "not \"so\" \\ \n good")).answers())
                .containsExactly("\"a\"");
    }
}
