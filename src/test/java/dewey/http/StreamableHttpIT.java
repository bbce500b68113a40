package dewey.http;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import dewey.wire.Wire;
import jakarta.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The MCP server's door over HTTP; what the conformance suite does not ask. */
@OnRunningDewey
@Timeout(60)
class StreamableHttpIT {
    /** {@code dewey.http.max-session-requests}. */
    private static final int MOST_OPEN = 64;

    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

    private final RunningDewey dewey;
    private final HttpMcp http;

    StreamableHttpIT(RunningDewey dewey) {
        this.dewey = dewey;
        http = new HttpMcp(dewey.http("/mcp"));
    }

    @Test
    void keepsASessionUntilItIsDeleted() throws Exception {
        String session = initialize("2025-11-25");

        HttpResponse<String> alive = http.post(PING, HttpMcp.SESSION, session);
        HttpResponse<String> deleted = http.send("DELETE", "", HttpMcp.SESSION, session);
        HttpResponse<String> after = http.post(PING, HttpMcp.SESSION, session);

        assertThat(session).matches("[0-9a-f]{32}");
        assertThat(McpClient.json(alive.body()).getJsonObject("result")).isEmpty();
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(after.statusCode()).isEqualTo(404);
    }

    @Test
    void givesNoSessionToARefusedInitialize() throws Exception {
        HttpResponse<String> refused = http.post(HttpMcp.request("initialize", JsonOf.object("protocolVersion", 7)));

        assertThat(code(refused)).isEqualTo(-32602);
        assertThat(refused.headers().firstValue(HttpMcp.SESSION)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, application/json, application/json, 406",
        "POST, application/json, text/event-stream, 406",
        "POST, text/plain, '*/*', 415",
        "GET, '', application/json, 406",
        "GET, '', text/event-stream, 400",
        "DELETE, '', '*/*', 400",
        "PUT, application/json, '*/*', 405",
    })
    void refusesWhatIsNotMcp(String method, String type, String accepted, int status) throws Exception {
        HttpResponse<String> answer = type.isEmpty()
                ? http.send(method, "", "Accept", accepted)
                : http.send(method, PING, "Accept", accepted, "Content-Type", type);

        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Test
    void refusesWhatIsTooLargeAndWhatIsEncoded() throws Exception {
        HttpResponse<String> large = http.post("x".repeat((16 << 20) + 1));
        HttpResponse<String> encoded = http.post(PING, "Content-Encoding", "gzip");

        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(large.body()).contains("the limit is 16777216 bytes");
        assertThat(encoded.statusCode()).isEqualTo(415);
    }

    @Test
    void takesAMessageOfNearlySixteenMebibytes() throws Exception {
        String text = "x".repeat(15 << 20);

        HttpResponse<String> answer = http.post(
                HttpMcp.request("ping", JsonOf.object("padding", text)), HttpMcp.SESSION, initialize("2025-11-25"));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void refusesAForeignOrigin() throws Exception {
        HttpResponse<String> answer = http.post(PING, "Origin", "https://evil.example");

        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void answersMalformedMessagesWithTheIdThatCouldBeRead() throws Exception {
        HttpResponse<String> answer = http.post("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":7}");
        HttpResponse<String> broken = http.post("{\"jsonrpc\"");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(McpClient.json(answer.body()).getString("id")).isEqualTo("a");
        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(McpClient.json(broken.body())).doesNotContainKey("id");
        assertThat(code(broken)).isEqualTo(-32700);
    }

    @Test
    void answersABatchTogetherInTheOneRevisionThatHasThem() throws Exception {
        String batch = "[" + PING + ",{\"jsonrpc\":\"2.0\",\"method\":\"notifications/none\"},"
                + PING.replace("\"id\":1", "\"id\":2") + "]";

        HttpResponse<String> old = http.post(batch, HttpMcp.SESSION, initialize("2025-03-26"));
        HttpResponse<String> newer = http.post(batch, HttpMcp.SESSION, initialize("2025-06-18"));

        assertThat(old.statusCode()).isEqualTo(200);
        assertThat(old.body()).startsWith("[{").contains("\"id\":1", "\"id\":2");
        assertThat(newer.statusCode()).isEqualTo(400);
    }

    @Test
    void hasEachModernRequestStandAlone() throws Exception {
        String discover = HttpMcp.modern("server/discover", JsonOf.object());

        HttpResponse<String> answer =
                http.post(discover, HttpMcp.VERSION, "2026-07-28", "Mcp-Method", "server/discover");
        HttpResponse<String> contrary = http.post(discover, HttpMcp.VERSION, "2026-07-28", "Mcp-Method", "tools/list");
        HttpResponse<String> without = http.post(discover);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue(HttpMcp.SESSION)).isEmpty();
        assertThat(contrary.statusCode()).isEqualTo(400);
        assertThat(code(contrary)).isEqualTo(-32020);
        assertThat(code(without)).isEqualTo(-32020);
    }

    @Test
    void takesALargeMessageOfAClientThatOffersHttp2() throws Exception {
        String ping = HttpMcp.request("ping", JsonOf.object("padding", "x".repeat(3 << 20)));
        HttpRequest request = HttpRequest.newBuilder(dewey.http("/mcp"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header(HttpMcp.SESSION, initialize("2025-11-25"))
                .POST(HttpRequest.BodyPublishers.ofString(ping))
                .build();

        HttpResponse<String> answer = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .build()
                .send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    @Test
    void answersAnOfferOfAnotherProtocolAsIfItWereNotThere() throws Exception {
        String offer =
                "Host: " + dewey.mcp().getAuthority() + "\r\nX-Dewey-Request: 1\r\nContent-Type: application/json\r\n"
                        + "Connection: Upgrade\r\nUpgrade: h2c\r\n";
        try (Wire delimited = Wire.to(dewey.mcp());
                Wire chunked = Wire.to(dewey.mcp())) {
            delimited.send("POST /api/tokens HTTP/1.1\r\n" + offer + "Content-Length: 2\r\n\r\n{}");
            chunked.send(
                    "POST /api/tokens HTTP/1.1\r\n" + offer + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");

            assertThat(delimited.reply().status()).isEqualTo(400);
            assertThat(delimited.ends()).isTrue();
            assertThat(chunked.reply().status()).isEqualTo(411);
        }
    }

    @Test
    void readsEachRequestOfAConnectionOnlyWhenTheOneBeforeIsAnswered() throws Exception {
        byte[] body = HttpMcp.modern("server/discover", JsonOf.object()).getBytes(StandardCharsets.UTF_8);
        String head = "POST /mcp HTTP/1.1\r\nHost: " + dewey.mcp().getAuthority()
                + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
                + "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: server/discover\r\nContent-Length: " + body.length
                + "\r\n\r\n";
        for (int connection = 0; connection < 15; connection++) {
            try (Wire wire = Wire.to(dewey.mcp())) {
                // servers let go of a connection after some hundreds
                for (int i = 0; i < 200; i++) {
                    // the body by itself, so that the server must wait for it
                    wire.send(head);
                    wire.send(body);

                    assertThat(wire.reply().status()).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void tellsAListenerWhatHasChanged() throws Exception {
        String name = "http-" + UUID.randomUUID();
        JsonObject wanted = JsonOf.object(
                "notifications",
                JsonOf.object(
                        "resourceSubscriptions",
                        JsonOf.array("dewey://context/" + name, "dewey://no/such"),
                        "resourcesListChanged",
                        true));
        try (HttpMcp.Stream stream = http.stream("subscriptions/listen", null, wanted);
                McpClient other = McpClient.modern(dewey.mcp())) {
            JsonObject acknowledged = stream.next();
            other.structured(
                    "dewey_set_startup_context", JsonOf.object("name", name, "content", "hello", "set_active", false));

            assertThat(acknowledged.getString("method")).isEqualTo("notifications/subscriptions/acknowledged");
            assertThat(acknowledged.getJsonObject("params").getJsonObject("notifications"))
                    .isEqualTo(JsonOf.object(
                            "resourceSubscriptions",
                            JsonOf.array("dewey://context/" + name),
                            "resourcesListChanged",
                            true));
            JsonObject updated = stream.next();
            assertThat(updated.getString("method")).isEqualTo("notifications/resources/updated");
            assertThat(updated.getJsonObject("params").getString("uri")).isEqualTo("dewey://context/" + name);
            assertThat(stream.next().getString("method")).isEqualTo("notifications/resources/list_changed");
        }
    }

    @Test
    void endsTheStatementOfACallWhoseClientGoes() throws Exception {
        String id;
        try (LockedConversation locked = new LockedConversation()) {
            id = locked.id;
            JsonObject call = JsonOf.object(
                    "name",
                    "dewey_store_message",
                    "arguments",
                    JsonOf.object("conversation_id", id, "role", "user", "content", "never stored"));

            HttpMcp.Stream stream = http.stream("tools/call", "dewey_store_message", call);
            assertThat(stream.line()).as("a sign of life while the call waits").isEqualTo(":");
            assertThat(waiting()).isEqualTo(1);
            stream.close();

            awaitWaiting(0);
        }
        assertThat(dewey.postgres().ask("SELECT message_count FROM conversations WHERE id = '" + id + "'"))
                .isEqualTo("0");
    }

    @Test
    void endsTheRequestsOfASessionThatIsDeleted() throws Exception {
        int open = health("open_http_requests");
        String session = initialize("2025-11-25");
        try (LockedConversation locked = new LockedConversation()) {
            CompletableFuture<HttpResponse<String>> call = http.later(locked.store(1), HttpMcp.SESSION, session);
            awaitWaiting(1);

            http.send("DELETE", "", HttpMcp.SESSION, session);

            HttpResponse<String> ended = call.get(10, TimeUnit.SECONDS);
            assertThat(ended.statusCode()).isIn(200, 202);
            assertThat(ended.body()).doesNotContain("jsonrpc");
            assertThat(health("open_http_requests")).isEqualTo(open);
        }
    }

    @Test
    void letsASessionThatHasTooMuchOpenTakeSomethingBack() throws Exception {
        String session = initialize("2025-11-25");
        try (LockedConversation locked = new LockedConversation()) {
            List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
            for (int id = 1; id <= MOST_OPEN; id++) {
                calls.add(http.later(locked.store(id), HttpMcp.SESSION, session));
            }
            String ping = PING.replace("\"id\":1", "\"id\":\"one more\"");
            HttpResponse<String> more = http.post(ping, HttpMcp.SESSION, session);
            for (int i = 0; i < 100 && more.statusCode() == 200; i++) {
                TimeUnit.MILLISECONDS.sleep(50);
                more = http.post(ping, HttpMcp.SESSION, session);
            }

            HttpResponse<String> cancelled = http.post(
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" + MOST_OPEN
                            + "}}",
                    HttpMcp.SESSION,
                    session);

            assertThat(more.statusCode()).isEqualTo(503);
            assertThat(cancelled.statusCode()).isEqualTo(202);
            assertThat(calls.get(MOST_OPEN - 1).get(10, TimeUnit.SECONDS).body())
                    .doesNotContain("jsonrpc");
            locked.unlock();
            assertThat(calls.get(0).get(10, TimeUnit.SECONDS).body()).contains("turn_number");
        }
    }

    private void awaitWaiting(int statements) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (waiting() != statements && System.nanoTime() < until) {
            Thread.sleep(20);
        }
        assertThat(waiting()).isEqualTo(statements);
    }

    /** A conversation into which nothing can be stored until it is unlocked. */
    private final class LockedConversation implements AutoCloseable {
        private final String id;
        private final Connection connection;

        LockedConversation() throws Exception {
            try (McpClient other = McpClient.modern(dewey.mcp())) {
                id = other.structured("dewey_begin_conversation", JsonOf.object())
                        .getString("conversation_id");
            }
            connection = dewey.postgres().connect();
            connection.setAutoCommit(false);
            try (Statement lock = connection.createStatement()) {
                lock.execute("SELECT 1 FROM conversations WHERE id = '" + id + "' FOR UPDATE");
            }
        }

        String store(int requestId) {
            JsonObject call = JsonOf.object(
                    "name",
                    "dewey_store_message",
                    "arguments",
                    JsonOf.object("conversation_id", id, "role", "user", "content", "no. " + requestId));
            return HttpMcp.request("tools/call", call).replace("\"id\":1,", "\"id\":" + requestId + ",");
        }

        void unlock() throws SQLException {
            connection.rollback();
        }

        @Override
        public void close() throws SQLException {
            unlock();
            connection.close();
        }
    }

    @Test
    void countsWhatIsOpenInItsHealth() throws Exception {
        try (HttpMcp.Stream stream = http.stream(
                "subscriptions/listen",
                null,
                JsonOf.object("notifications", JsonOf.object("toolsListChanged", true)))) {
            stream.next();

            assertThat(health("open_http_requests")).isPositive();
            assertThat(health("http_sessions")).isNotNegative();
        }
    }

    private int health(String name) throws Exception {
        return McpClient.json(dewey.readiness()).getJsonArray("checks").getValuesAs(JsonObject.class).stream()
                .map(check -> check.getJsonObject("data"))
                .filter(data -> data != null && data.containsKey(name))
                .mapToInt(data -> Integer.parseInt(data.getString(name)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tellsOfAuthorizationServersOnlyWhereThereAreSome() throws Exception {
        HttpMcp metadata = new HttpMcp(dewey.http("/.well-known/oauth-protected-resource/mcp"));

        assertThat(metadata.send("GET", "").statusCode()).isEqualTo(404);
    }

    private int waiting() throws Exception {
        return Integer.parseInt(dewey.postgres()
                .ask("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                        + " AND query LIKE '%UPDATE conversations%'"));
    }

    private String initialize(String revision) throws Exception {
        JsonObject params = JsonOf.object(
                "protocolVersion",
                revision,
                "capabilities",
                JsonOf.object(),
                "clientInfo",
                JsonOf.object("name", "test", "version", "1"));
        return http.post(HttpMcp.request("initialize", params))
                .headers()
                .firstValue(HttpMcp.SESSION)
                .orElseThrow();
    }

    private static int code(HttpResponse<String> answer) {
        return McpClient.json(answer.body()).getJsonObject("error").getInt("code");
    }
}
