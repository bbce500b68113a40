package dewey.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The one-command run from its first start to a crash: what was stored is there again. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "sends signals")
class DeweyIT {
    private static final int SIGTERM = 128 + 15;

    @TempDir
    private Path parent;

    private Path data;
    private int port;
    private LaunchedDewey dewey;

    @BeforeEach
    void begin() throws Exception {
        data = parent.resolve("data");
        port = LaunchedDewey.freePort();
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        dewey.end();
    }

    @Test
    void keepsEverythingOverStopsAndCrashes() throws Exception {
        // given
        dewey = launch();
        String conversation = begunConversation();
        store(conversation, "before the stop");

        // then
        refusesASecondOneOnTheSameDirectory();
        stopsInGoodOrder();

        // when
        dewey = launch();
        store(conversation, "before the crash");
        dewey.kill();

        // then
        dewey = LaunchedDewey.begin(data, port, Map.of("DEWEY_PROXY_UPSTREAMS_FILE", mute().toString()))
                .awaitReady();
        assertThat(dewey.output())
                .contains(
                        "A Payara Micro of an earlier run is still there; stopping it first.",
                        "A PostgreSQL of an earlier run is still there; stopping it first.");
        assertThat(contents(conversation)).containsExactly("before the stop", "before the crash");
        String password = Files.readString(data.resolve("postgresql.password")).strip();
        assertThat(password).isNotBlank();
        assertThat(dewey.output()).doesNotContain(password);
        assertThat(data.resolve("logs/server.log"))
                .content()
                .contains("the schema is up to date")
                .doesNotContain(password);
        endsAtOnceAtTheSecondSignal();
    }

    /** An upstream that never answers, so that whoever waits for it holds up an orderly stop. */
    private Path mute() throws Exception {
        return Files.writeString(
                parent.resolve("upstreams.json"),
                "{\"mcpServers\":{\"mute\":{\"command\":\"sleep\",\"args\":[\"600\"]}}}");
    }

    private void endsAtOnceAtTheSecondSignal() throws Exception {
        try (McpClient client = McpClient.connect(dewey.mcp().resolve("/proxy/mute"))) {
            client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
            TimeUnit.MILLISECONDS.sleep(500);
            dewey.terminate();
            dewey.awaitOutput("Stopping Dewey");
            TimeUnit.MILLISECONDS.sleep(500);
            assertThat(client.isOpen()).as("it waits for the answer").isTrue();

            long begun = System.nanoTime();
            dewey.terminate();

            assertThat(dewey.exitCode()).isEqualTo(SIGTERM);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
        }
        assertThat(dewey.output()).containsSubsequence("Stopping at once", "Stopping PostgreSQL");
        assertThat(data.resolve("postgresql/postmaster.pid")).doesNotExist();
    }

    @Test
    void saysWhichSettingsAreWrongAndEnds() throws Exception {
        // given
        Map<String, String> wrong = Map.of(
                "DEWEY_WEBSOCKET_PING_INTERVAL", "nonsense",
                "DEWEY_CONVERSATIONS_MAX_BULK_MESSAGES", "0",
                "DEWEY_DB_URL", "postgresql://me:s3cr3t@localhost:1/not-asked");

        // when
        dewey = LaunchedDewey.begin(data, port, wrong);

        // then
        assertThat(dewey.exitCode()).isEqualTo(1);
        assertThat(dewey.output())
                .contains(
                        "Using the PostgreSQL at postgresql://localhost:1/not-asked",
                        "Dewey cannot start. Payara Micro could not deploy Dewey: Dewey's configuration has 2"
                                + " problems:\n"
                                + "  - dewey.websocket.ping-interval is \"nonsense\"",
                        "\n  - dewey.conversations.max-bulk-messages is 0; it must be from 1 to 100000. See " + data)
                .doesNotContain("s3cr3t", "\tat ");
    }

    private void refusesASecondOneOnTheSameDirectory() throws Exception {
        LaunchedDewey second = LaunchedDewey.begin(data, port, Map.of());
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.output())
                .endsWith("Dewey cannot start. Another Dewey is running on the data directory " + data
                        + "; stop it, or set DEWEY_DATA_DIR to another directory.\n")
                .doesNotContain("\tat ", "Exception");
    }

    private void stopsInGoodOrder() throws Exception {
        try (McpClient client = McpClient.modern(dewey.mcp())) {
            client.request("tools/list");
            dewey.terminate();
            assertThat(client.closeCode()).isEqualTo(1001);
        }
        assertThat(dewey.exitCode()).isEqualTo(SIGTERM);
        assertThat(dewey.output())
                .containsSubsequence("Stopping Dewey", "Stopping PostgreSQL", "Everything is stored; good-bye.")
                .doesNotContain("has ended by itself", "\tat ");
        assertThat(data.resolve("postgresql/postmaster.pid")).doesNotExist();
        assertThat(data.resolve("payara.pid")).doesNotExist();
    }

    private LaunchedDewey launch() throws Exception {
        return LaunchedDewey.begin(data, port, Map.of()).awaitReady();
    }

    private String begunConversation() {
        try (McpClient client = McpClient.modern(dewey.mcp())) {
            return client.structured("dewey_begin_conversation", JsonOf.object())
                    .getString("conversation_id");
        }
    }

    private void store(String conversation, String content) {
        try (McpClient client = McpClient.modern(dewey.mcp())) {
            client.structured(
                    "dewey_store_message",
                    JsonOf.object("conversation_id", conversation, "role", "user", "content", content));
        }
    }

    private List<String> contents(String conversation) {
        try (McpClient client = McpClient.modern(dewey.mcp())) {
            return client
                    .structured("dewey_get_conversation", JsonOf.object("conversation_id", conversation))
                    .getJsonArray("messages")
                    .getValuesAs(JsonObject.class)
                    .stream()
                    .map(message -> message.getString("content"))
                    .toList();
        }
    }
}
