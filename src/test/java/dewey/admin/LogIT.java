package dewey.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the log never holds, even at DEBUG, which is the level of the tests. */
@OnRunningDewey
class LogIT {
    private static final String PASSWORD = "S3cr3t-of-the-t3sts";
    private static final Pattern INCIDENT = Pattern.compile("incident ([0-9a-f]{6})");

    private final RunningDewey dewey;
    private final String secret = "s3cr3t" + UUID.randomUUID().toString().replace("-", "");
    private McpClient client;
    private String conversation;

    LogIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void begin() {
        client = McpClient.modern(dewey.mcp());
        conversation = newConversation();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void holdsNothingOfWhatCallersSendHoweverTheirCallsFail() throws Exception {
        // given
        int linesBefore = debugLines();

        // when
        for (JsonObject arguments : badMessages()) {
            client.refusal("dewey_store_message", arguments);
        }
        client.refusal("dewey_begin_conversation", JsonOf.object("metadata", secret));
        client.refusal("dewey_get_conversation", JsonOf.object("conversation_id", conversation, "cursor", secret));
        client.refusal("dewey_store_messages_bulk", JsonOf.object("messages_file", "/tmp/" + secret));
        client.refusal("dewey_search", JsonOf.object("query", secret, "start_date", secret));
        client.refusal("dewey_get_startup_context", JsonOf.object("name", secret));
        client.request("tools/call", JsonOf.object("name", secret, "arguments", JsonOf.object(secret, secret)));
        client.request(secret, JsonOf.object("x", secret));
        client.ask("{\"jsonrpc\":\"2.0\",\"id\":\"" + secret + "\",\"method\":\"" + secret + "\"}");
        client.ask("{\"" + secret + "\": " + secret);
        try (McpClient binary = McpClient.offering(dewey.mcp(), secret)) {
            binary.sendBinary(secret.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            binary.closeCode();
        }
        assertThatThrownBy(() -> McpClient.connect(dewey.mcp(), "Origin", "https://" + secret));
        get("/" + secret + "?token=" + secret);
        get("/mcp?token=" + secret);

        // then
        assertThat(debugLines()).as("lines at DEBUG").isGreaterThan(linesBefore);
        assertThat(dewey.log().text()).doesNotContain(secret);
    }

    @Test
    void holdsNothingOfWhatIsStoredOrFound() {
        // when
        JsonObject message = JsonOf.object(
                "conversation_id",
                conversation,
                "role",
                "user",
                "content",
                secret,
                "external_id",
                secret,
                "author",
                secret,
                "metadata",
                JsonOf.object(secret, secret));
        client.structured("dewey_store_message", message);
        assertThat(client.structured("dewey_store_message", message).getBoolean("duplicate"))
                .isTrue();
        client.structured("dewey_search", JsonOf.object("query", secret));
        client.structured("dewey_begin_conversation", JsonOf.object("session_id", secret, "title", secret));
        client.structured(
                "dewey_set_startup_context", JsonOf.object("name", secret, "content", secret, "set_active", false));
        client.structured("dewey_delete_startup_context", JsonOf.object("name", secret, "force", true));

        // then
        assertThat(dewey.log().text()).doesNotContain(secret);
    }

    @Test
    void tellsOfAnInternalErrorByItsIncidentAndNotByTheRowThatFailed() throws Exception {
        // given
        dewey.postgres().execute("ALTER TABLE messages ADD CONSTRAINT test_only CHECK (author <> 'nobody') NOT VALID");
        try {
            // when
            JsonObject error = McpClient.await(client.beginCall(
                            "dewey_store_message",
                            JsonOf.object(
                                    "conversation_id",
                                    conversation,
                                    "role",
                                    "user",
                                    "author",
                                    "nobody",
                                    "content",
                                    secret)))
                    .getJsonObject("error");

            // then
            assertThat(error.getInt("code")).isEqualTo(-32603);
            assertThat(error.toString()).doesNotContain("test_only", "SQL", "Exception", "messages");
            Matcher incident = INCIDENT.matcher(error.getString("message"));
            assertThat(incident.find()).as("%s", error).isTrue();
            assertThat(dewey.log().text())
                    .contains("incident " + incident.group(1))
                    .contains("violates check constraint \"test_only\"")
                    .doesNotContain(secret, "Failing row");
        } finally {
            dewey.postgres().execute("ALTER TABLE messages DROP CONSTRAINT test_only");
        }
    }

    @Test
    void holdsNoPasswordAfterAnOutage() throws Exception {
        // given
        dewey.postgres().stop();

        // when
        try {
            client.refusal("dewey_get_conversation", JsonOf.object("conversation_id", conversation));
        } finally {
            dewey.postgres().start();
        }

        // then
        assertThat(dewey.log().text()).contains("an attempt failed").doesNotContain(PASSWORD);
        awaitTheDatabase();
    }

    /** The breaker may still be open when the database is there. */
    private void awaitTheDatabase() throws InterruptedException {
        for (int look = 0;
                client.call("dewey_list_startup_contexts", JsonOf.object()).getBoolean("isError");
                look++) {
            assertThat(look).isLessThan(600);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    @Test
    void holdsNoLineThatACallerHasWritten() throws Exception {
        // given
        String forged = "\r\n2026-01-01T00:00:00.000 SEVERE dewey " + secret + "\u001b[31m\u0007";

        // when
        client.request(forged, JsonOf.object("x", forged));
        client.request("tools/call", JsonOf.object("name", forged));
        client.refusal("dewey_get_conversation", JsonOf.object("conversation_id", forged));
        client.structured("dewey_begin_conversation", JsonOf.object("session_id", forged));
        client.ask("{\"jsonrpc\":\"2.0\",\"id\":\"\\r\\n" + secret + "\",\"method\":\"x\"}");
        get("/%0d%0a" + secret + "%1b%5b31m");

        // then
        assertThat(dewey.log().text()).doesNotContain(secret, "\u001b", "\u0007");
    }

    private List<JsonObject> badMessages() {
        List<JsonObject> messages = new ArrayList<>();
        messages.add(JsonOf.object("conversation_id", secret, "role", "user", "content", "x"));
        messages.add(JsonOf.object("conversation_id", UUID.randomUUID().toString(), "role", "user", "content", secret));
        messages.add(message("role", secret, "content", secret));
        messages.add(message("role", "user", "content", secret.repeat(40_000)));
        messages.add(message("role", "user", "content", JsonOf.array(secret)));
        messages.add(message("role", "user", "content", secret, "metadata", secret));
        messages.add(message("role", "user", "content", secret, "turn_number", secret));
        messages.add(message("role", "user", "content", secret, "external_id", secret.repeat(1_000)));
        messages.add(message("role", "user", "content", secret, secret, secret));
        return messages;
    }

    private JsonObject message(Object... namesAndValues) {
        List<Object> members = new ArrayList<>(List.of("conversation_id", conversation));
        members.addAll(List.of(namesAndValues));
        return JsonOf.object(members.toArray());
    }

    private String newConversation() {
        return client.structured("dewey_begin_conversation", JsonOf.object()).getString("conversation_id");
    }

    private int debugLines() {
        return dewey.log().detailedLines();
    }

    private void get(String path) throws Exception {
        HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(dewey.http(path)).build(), HttpResponse.BodyHandlers.discarding());
    }
}
