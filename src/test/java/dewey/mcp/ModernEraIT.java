package dewey.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnRunningDewey
class ModernEraIT {
    private static final String VERSION = "io.modelcontextprotocol/protocolVersion";
    private static final String CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";

    private final RunningDewey dewey;
    private McpClient client;

    ModernEraIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void connect() {
        client = McpClient.modern(dewey.mcp());
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void introducesItself() {
        // when
        JsonObject result = client.request("server/discover").getJsonObject("result");

        // then
        assertThat(result.getString("resultType")).isEqualTo("complete");
        assertThat(result.getJsonArray("supportedVersions").getValuesAs(JsonString::getString))
                .containsExactly("2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05");
        assertThat(result.getJsonObject("capabilities")).containsKey("tools");
        assertThat(result.getString("instructions")).isNotBlank();
        assertThat(result.getInt("ttlMs")).isNotNegative();
        assertThat(result.getString("cacheScope")).isIn("public", "private");
        assertThat(result.getJsonObject("_meta")
                        .getJsonObject("io.modelcontextprotocol/serverInfo")
                        .getString("name"))
                .isEqualTo("dewey");
    }

    @Test
    void marksItsResults() {
        // when
        JsonObject list = client.request("tools/list").getJsonObject("result");
        JsonObject call = client.call("dewey_list_conversations", JsonOf.object());

        // then
        assertThat(list).containsKeys("ttlMs", "cacheScope", "_meta");
        assertThat(list.getString("resultType")).isEqualTo("complete");
        assertThat(call.getString("resultType")).isEqualTo("complete");
        assertThat(call).containsKey("_meta");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "initialize",
                "ping",
                "logging/setLevel",
                "resources/subscribe",
                "resources/unsubscribe",
                "no/such"
            })
    void knowsNoMethodOfTheOtherEra(String method) {
        assertThat(error(client.request(method)).getInt("code")).isEqualTo(-32601);
    }

    @Test
    void wantsTheRevisionToBeAText() {
        JsonObject meta = JsonOf.object(VERSION, 20260728, CAPABILITIES, JsonOf.object());

        assertThat(error(client.request("tools/list", JsonOf.object("_meta", meta)))
                        .getInt("code"))
                .isEqualTo(-32602);
    }

    @Test
    void wantsTheCapabilitiesOfTheClient() {
        JsonObject meta = JsonOf.object(VERSION, "2026-07-28");

        assertThat(error(client.request("tools/list", JsonOf.object("_meta", meta)))
                        .getInt("code"))
                .isEqualTo(-32602);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1999-01-01", "2025-11-25", "2027-01-01", ""})
    void refusesARevisionThatItDoesNotSpeakBeforeItLooksAtTheMethod(String version) {
        // given
        JsonObject meta = JsonOf.object(VERSION, version, CAPABILITIES, JsonOf.object());

        // when
        JsonObject error = error(client.request("no/such", JsonOf.object("_meta", meta)));

        // then
        assertThat(error.getInt("code")).isEqualTo(-32022);
        assertThat(error.getJsonObject("data").getString("requested")).isEqualTo(version);
        assertThat(error.getJsonObject("data").getJsonArray("supported").getString(0))
                .isEqualTo("2026-07-28");
    }

    @Test
    void isSpokenOnASocketThatHasInitialized() {
        // given
        try (McpClient both = McpClient.legacy(dewey.mcp())) {
            JsonObject meta = JsonOf.object(VERSION, "2026-07-28", CAPABILITIES, JsonOf.object());

            // when
            JsonObject modern =
                    both.request("tools/list", JsonOf.object("_meta", meta)).getJsonObject("result");
            JsonObject legacy = both.request("tools/list").getJsonObject("result");

            // then
            assertThat(modern).containsKey("resultType");
            assertThat(legacy).doesNotContainKey("resultType");
        }
    }

    private static JsonObject error(JsonObject response) {
        return response.getJsonObject("error");
    }
}
