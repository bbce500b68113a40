package dewey.mcp;

import static dewey.websocket.McpClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnRunningDewey
class LegacyEraIT {
    private static final String BATCH = "[{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"ping\"},"
            + "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"},"
            + "{\"jsonrpc\":\"2.0\",\"id\":\"b\",\"method\":\"no/such\"}]";

    private final RunningDewey dewey;
    private McpClient client;

    LegacyEraIT(RunningDewey dewey) {
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

    @ParameterizedTest
    @CsvSource({
        "2025-11-25, 2025-11-25",
        "2025-06-18, 2025-06-18",
        "2025-03-26, 2025-03-26",
        "2024-11-05, 2024-11-05",
        "2026-07-28, 2025-11-25",
        "1999-01-01, 2025-11-25",
        "'', 2025-11-25"
    })
    void negotiatesTheRevision(String asked, String agreed) {
        // when
        JsonObject result = client.initialize(asked);

        // then
        assertThat(result.getString("protocolVersion")).isEqualTo(agreed);
        assertThat(result.getJsonObject("serverInfo").getString("name")).isEqualTo("dewey");
        assertThat(result.getJsonObject("serverInfo").getString("version"))
                .isNotEqualTo("unknown")
                .doesNotContain("$");
        assertThat(result.getJsonObject("capabilities")).containsKey("tools");
        assertThat(result).doesNotContainKeys("resultType", "_meta", "ttlMs", "cacheScope");
        assertThat(client.request("tools/list").getJsonObject("result"))
                .containsKey("tools")
                .doesNotContainKeys("resultType", "_meta", "ttlMs", "cacheScope");
    }

    @Test
    void answersOnlyPingBeforeInitialize() {
        assertThat(client.request("ping").getJsonObject("result")).isEmpty();
        assertThat(code(client.request("tools/list"))).isEqualTo(-32600);
        assertThat(code(client.request("tools/call"))).isEqualTo(-32600);
    }

    @Test
    void refusesASecondInitializeAndStaysUsable() {
        // given
        client.initialize("2025-06-18");

        // when
        JsonObject again = client.request("initialize", JsonOf.object("protocolVersion", "2025-06-18"));

        // then
        assertThat(code(again)).isEqualTo(-32600);
        assertThat(client.request("tools/list")).containsKey("result");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no/such", "server/discover", "subscriptions/listen", "dewey_search", "", "toString"})
    void answersMethodNotFound(String method) {
        client.initialize("2025-11-25");

        assertThat(code(client.request(method))).isEqualTo(-32601);
    }

    @Test
    void answersInvalidParamsToAMalformedCall() {
        client.initialize("2025-11-25");

        assertThat(code(client.request("tools/call"))).isEqualTo(-32602);
        assertThat(code(client.request("tools/call", JsonOf.object("name", 5)))).isEqualTo(-32602);
        assertThat(code(client.request("tools/call", JsonOf.object("name", "no_such_tool"))))
                .isEqualTo(-32602);
        assertThat(code(client.request("tools/call", JsonOf.object("name", "dewey_search", "arguments", "x"))))
                .isEqualTo(-32602);
        assertThat(code(client.request("tools/list", JsonOf.object("cursor", "forged"))))
                .isEqualTo(-32602);
    }

    @Test
    void answersABatchWhereItsRevisionHasThem() {
        // given
        client.initialize("2025-03-26");

        // when
        String answer = client.ask(BATCH);

        // then
        assertThat(answer)
                .startsWith("[")
                .endsWith("]")
                .contains("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{}}")
                .contains("\"id\":\"b\",\"error\":{\"code\":-32601");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2025-06-18", "2024-11-05"})
    void refusesABatchWhereItsRevisionHasNone(String version) {
        // given
        client.initialize(version);

        // when
        String answer = client.ask(BATCH);

        // then
        assertThat(json(answer)).doesNotContainKey("id");
        assertThat(code(json(answer))).isEqualTo(-32600);
        assertThat(client.request("ping")).containsKey("result");
    }

    @Test
    void answersNothingToABatchOfNotifications() {
        // given
        client.initialize("2025-03-26");

        // when
        client.send("[{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}]");

        // then
        assertThat(client.request("ping")).containsKey("result");
        assertThat(client.next(Duration.ofMillis(200))).isNull();
    }

    private static int code(JsonObject response) {
        return response.getJsonObject("error").getInt("code");
    }
}
