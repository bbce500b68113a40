package dewey.websocket;

import static dewey.websocket.McpClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnRunningDewey
class FramesIT {
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}";
    private static final String PONG = "{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"result\":{}}";
    private static final int LIMIT = 16 << 20;

    private final RunningDewey dewey;
    private McpClient client;

    FramesIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void connect() {
        client = McpClient.offering(dewey.mcp(), "mcp");
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void putsAMessageTogetherFromItsFragments() {
        // when
        client.send(PING.split(""));

        // then
        assertThat(client.next()).isEqualTo(PONG);
    }

    @Test
    void takesEmptyFragments() {
        // when
        client.send("", PING.substring(0, 9), "", "", PING.substring(9), "");

        // then
        assertThat(client.next()).isEqualTo(PONG);
    }

    @Test
    void closesOnABinaryFrame() {
        // when
        client.sendBinary(new byte[] {1, 2, 3});

        // then
        assertThat(client.closeCode()).isEqualTo(1003);
    }

    @Test
    void takesAMessageOfTheLargestSize() {
        // given
        String head = "{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\",\"params\":{\"x\":\"";
        String tail = "\"}}";

        // when
        client.send(head + "x".repeat(LIMIT - head.length() - tail.length()) + tail);

        // then
        assertThat(client.next()).isEqualTo(PONG);
    }

    @Test
    void closesOnAMessageThatIsTooLarge() {
        // when
        client.send(" ".repeat(LIMIT + 1));

        // then
        assertThat(client.closeCode()).isEqualTo(1009);
    }

    @Test
    void closesOnFragmentsThatAreTooLargeTogether() {
        // given
        String half = " ".repeat(LIMIT / 2);

        // when
        // little and nothing after it: a connection that is closed with unread data in it is reset, and the code may be
        // lost
        client.send(half, half, " ");

        // then
        assertThat(client.closeCode()).isEqualTo(1009);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "\"\"",
                "\"0\"",
                "\"listen:0\"",
                "9007199254740993",
                "-9223372036854775809",
                "\"ключ 🔑 \\\"x\\\"\"",
                "\"a\\\\b\\nc\""
            })
    void echoesTheIdAsItWasWritten(String id) {
        // when
        String answer = client.ask("{\"method\":\"ping\",\"id\":" + id + ",\"jsonrpc\":\"2.0\"}");

        // then
        assertThat(answer).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "nonsense", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} {}", "[1,", "\u0000"})
    void answersAParseErrorWithoutIdAndStaysOpen(String text) {
        // when
        String answer = client.ask(text);

        // then
        assertThat(json(answer)).doesNotContainKey("id");
        assertThat(json(answer).getJsonObject("error").getInt("code")).isEqualTo(-32700);
        assertThat(client.ask(PING)).isEqualTo(PONG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":7,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"1.0\",\"id\":7,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":5}",
                "{\"jsonrpc\":\"2.0\",\"id\":7}"
            })
    void answersAnInvalidRequestWithTheIdThatItCouldRead(String text) {
        // when
        String answer = client.ask(text);

        // then
        assertThat(json(answer).getInt("id")).isEqualTo(7);
        assertThat(json(answer).getJsonObject("error").getInt("code")).isEqualTo(-32600);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1.5", "true", "[]", "{}"})
    void leavesOutAnIdThatIsNone(String id) {
        // when
        String answer = client.ask("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"ping\"}");

        // then
        assertThat(json(answer)).doesNotContainKey("id");
        assertThat(json(answer).getJsonObject("error").getInt("code")).isEqualTo(-32600);
    }

    @Test
    void survivesHostileNesting() {
        // when
        String answer = client.ask("[".repeat(1_000_000));

        // then
        assertThat(json(answer).getJsonObject("error").getInt("code")).isEqualTo(-32700);
        assertThat(client.ask(PING)).isEqualTo(PONG);
    }

    @Test
    void answersNoNotificationAndNoResponse() {
        // when
        client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/of-the-future\"}");
        client.send("{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{}}");
        client.send("{\"jsonrpc\":\"2.0\",\"id\":9,\"error\":{\"code\":1,\"message\":\"x\"}}");

        // then
        assertThat(client.ask(PING)).isEqualTo(PONG);
    }
}
