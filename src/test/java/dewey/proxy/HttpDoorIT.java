package dewey.proxy;

import static dewey.transports.ScriptedHttpServer.answer;
import static dewey.transports.ScriptedHttpServer.events;
import static dewey.transports.ScriptedHttpServer.json;
import static dewey.transports.ScriptedHttpServer.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.transports.ScriptedHttpServer;
import dewey.transports.ScriptedHttpServer.Asked;
import dewey.transports.ScriptedHttpServer.Script;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnRunningDewey
@SuppressWarnings("try")
class HttpDoorIT {
    private static final int PORT = Integer.parseInt(System.getenv("DEWEY_TEST_UPSTREAM_PORT"));
    private static final String CALL =
            "{\"jsonrpc\": \"2.0\", \"id\":\"a\\u0062\", \"method\":\"tools/call\",\"params\":{\"name\":\"wait\"}}";
    private static final String ANSWER =
            "{\"id\":\"ab\",\"jsonrpc\":\"2.0\",  \"result\":{\"text\":\"d\u00e9j\u00e0\"}}";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI door;
    private final RunningDewey dewey;

    HttpDoorIT(RunningDewey dewey) {
        this.dewey = dewey;
        this.door = dewey.http("/proxy/over-http");
    }

    @Test
    void passesARequestOnInTheSameWordsAndItsAnswerBack() throws Exception {
        try (ScriptedHttpServer upstream = upstream((exchange, asked) -> {
            exchange.getResponseHeaders().set("Mcp-Session-Id", "s-1");
            exchange.getResponseHeaders().set("Set-Cookie", "of=the-upstream");
            json(exchange, ANSWER);
        })) {
            HttpResponse<byte[]> answer = client.send(
                    post(CALL)
                            .header("Authorization", "Bearer of-the-client")
                            .header("Cookie", "of=the-client")
                            .header("MCP-Protocol-Version", "2025-11-25")
                            .header("Mcp-Param-Place", "Zwiesel")
                            .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                            .build(),
                    BodyHandlers.ofByteArray());

            Asked asked = upstream.asked();
            assertThat(asked.body()).isEqualTo(CALL);
            assertThat(asked.header("Authorization")).isEqualTo("Bearer of-the-upstream");
            assertThat(asked.header("Cookie")).isNull();
            assertThat(asked.header("MCP-Protocol-Version")).isEqualTo("2025-11-25");
            assertThat(asked.header("Mcp-Param-Place")).isEqualTo("Zwiesel");
            assertThat(asked.header("traceparent")).startsWith("00-0af7651916cd43dd");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(ANSWER.getBytes(UTF_8));
            assertThat(answer.headers().firstValue("Mcp-Session-Id")).contains("s-1");
            assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void passesEventsOnAsTheyCome() throws Exception {
        BlockingQueue<String> parts = new LinkedBlockingQueue<>();
        String first = ": hello\r\nid: 1\r\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}\r\n\r\n";
        String second = "event: message\ndata: " + ANSWER + "\n\n";
        try (ScriptedHttpServer upstream = upstream((exchange, asked) -> {
            OutputStream out = events(exchange);
            write(out, parts.take());
            write(out, parts.take());
        })) {
            HttpResponse<InputStream> answer = client.send(post(CALL).build(), BodyHandlers.ofInputStream());
            parts.add(first);
            assertThat(new String(answer.body().readNBytes(first.getBytes(UTF_8).length), UTF_8))
                    .isEqualTo(first);
            parts.add(second);

            assertThat(new String(answer.body().readAllBytes(), UTF_8)).isEqualTo(second);
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        }
    }

    @Test
    void passesAMessageOfSixteenMebibytesOnBothWays() throws Exception {
        String frame = "{\"jsonrpc\":\"2.0\",\"id\":1,\"%s\":\"\"}";
        String large = frame.formatted("result").replace("\"\"", "\"" + "x".repeat((16 << 20) - 60) + "\"");
        String question = large.replace("\"result\":", "\"method\":\"m\",\"params\":");
        try (ScriptedHttpServer upstream = upstream((exchange, asked) -> json(exchange, large))) {
            HttpResponse<String> answer = client.send(post(question).build(), BodyHandlers.ofString());

            assertThat(upstream.asked().body().equals(question)).isTrue();
            assertThat(answer.body().equals(large)).isTrue();
        }
    }

    @Test
    void refusesWhatIsLargerThanTheLimit() throws Exception {
        try (ScriptedHttpServer upstream = upstream((exchange, asked) -> json(exchange, ANSWER))) {
            HttpResponse<String> answer =
                    client.send(post("x".repeat((16 << 20) + 1)).build(), BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.body()).contains("16777216");
            assertThat(upstream.askedCount()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "events"})
    void answersWithOneErrorWhenTheUpstreamIsLost(String kind) throws Exception {
        try (ScriptedHttpServer upstream = upstream((exchange, asked) -> {
            if (kind.equals("events")) {
                write(
                        events(exchange),
                        "data: {\"jsonrpc\":\"2.0\",\"method\":\"n\"}\n\ndata: {\"jsonrpc\":\"2.0\",\"id");
            } else {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, 1000);
                write(exchange.getResponseBody(), "{\"jsonrpc\"");
            }
        })) {
            HttpResponse<String> answer = client.send(post(CALL).build(), BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(kind.equals("events") ? 200 : 502);
            assertThat(answer.body())
                    .containsOnlyOnce("\"error\"")
                    .contains("\"id\":\"ab\"")
                    .contains("over-http");
            assertThat(answer.body()).doesNotContain("\"id\n").doesNotContain("127.0.0.1");
        }
    }

    @Test
    void endsTheRecordOfASessionThatTheUpstreamDidNotBegin() throws Exception {
        String program = "begins-in-vain-" + System.nanoTime();
        String initialize = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"" + program
                + "\",\"version\":\"1\"}}}";
        try (ScriptedHttpServer upstream = upstream((exchange, asked) -> answer(exchange, 500, "text/plain", "no"))) {
            HttpResponse<String> answer = client.send(post(initialize).build(), BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(500);
            String recorded = null;
            for (int look = 0; look < 100 && recorded == null; look++) {
                TimeUnit.MILLISECONDS.sleep(100);
                recorded = dewey.postgres()
                        .ask("SELECT metadata->>'cause' FROM conversations WHERE metadata->>'source' = 'proxy'"
                                + " AND metadata::text LIKE '%" + program + "%' AND metadata ? 'cause'");
            }
            assertThat(recorded).isEqualTo("upstream_lost");
        }
    }

    @Test
    void saysThatTheUpstreamCannotBeReached() throws Exception {
        HttpResponse<String> answer = client.send(post(CALL).build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("refused the connection").contains("\"code\":-32000");
    }

    @Test
    void asksForTheRestOfAStreamThatBreaks() throws Exception {
        try (ScriptedHttpServer upstream = upstream((exchange, asked) -> {
            if (asked.method().equals("POST")) {
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, 1000);
                write(exchange.getResponseBody(), "retry: 10\nid: 7\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"n\"}\n\n");
            } else {
                write(events(exchange), "data: " + ANSWER + "\n\n");
            }
        })) {
            HttpResponse<String> answer = client.send(post(CALL).build(), BodyHandlers.ofString());

            assertThat(answer.body())
                    .contains("id: 7")
                    .endsWith("data: " + ANSWER + "\n\n")
                    .doesNotContain("error");
            assertThat(upstream.asked("GET").header("Last-Event-ID")).isEqualTo("7");
        }
    }

    @Test
    void closesTheUpstreamsAnswerWhenTheClientLeavesIts() throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (ScriptedHttpServer upstream = upstream((exchange, asked) -> {
            OutputStream out = events(exchange);
            write(out, "data: {\"jsonrpc\":\"2.0\",\"method\":\"n\"}\n\n");
            try {
                for (int i = 0; i < 100; i++) {
                    Thread.sleep(100);
                    write(out, ": still here\n\n");
                }
            } catch (java.io.IOException e) {
                seen.add("closed");
            }
        })) {
            try (Socket socket = new Socket(door.getHost(), door.getPort())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream()
                        .write(
                                ("POST /proxy/over-http HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                                + "Accept: application/json, text/event-stream\r\nContent-Length: "
                                                + CALL.length() + "\r\n\r\n" + CALL)
                                        .getBytes(UTF_8));
                String line = "";
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
                while (line != null && !line.startsWith("data:")) {
                    line = in.readLine();
                }
            }

            assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo("closed");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 401, 407})
    void keepsWhatIsBetweenDeweyAndTheUpstreamToItself(int status) throws Exception {
        try (ScriptedHttpServer upstream = upstream((exchange, asked) -> {
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/elsewhere");
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=upstream");
            answer(exchange, status, "text/html", "<script>alert(1)</script>");
        })) {
            HttpResponse<String> answer = client.send(post(CALL).build(), BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("HTTP " + status).doesNotContain("script");
            assertThat(answer.headers().firstValue("Location")).isEmpty();
            assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
        }
    }

    @Test
    void neverShowsAPageOfAnUpstreamAsItsOwn() throws Exception {
        try (ScriptedHttpServer upstream =
                upstream((exchange, asked) -> answer(exchange, 500, "text/html", "<script>alert(1)</script>"))) {
            HttpResponse<String> answer = client.send(post(CALL).build(), BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        }
    }

    @Test
    void refusesBeforeItAsksTheUpstream() throws Exception {
        HttpRequest.Builder elsewhere = HttpRequest.newBuilder(dewey.http("/proxy/nobody"));
        HttpRequest.Builder webSocketOnly = HttpRequest.newBuilder(dewey.http("/proxy/scripted"));

        assertThat(status(elsewhere.POST(BodyPublishers.ofString(CALL)))).isEqualTo(404);
        assertThat(status(webSocketOnly.POST(BodyPublishers.ofString(CALL)))).isEqualTo(426);
        assertThat(status(post(CALL).method("PUT", BodyPublishers.ofString(CALL))))
                .isEqualTo(405);
        assertThat(status(post(CALL).header("Origin", "https://evil.example"))).isEqualTo(403);
        assertThat(status(post(CALL).header("Content-Encoding", "gzip"))).isEqualTo(415);
        assertThat(status(post(CALL).header("Dewey-Hop", "not a hop"))).isEqualTo(508);
    }

    @Test
    void refusesAHeaderThatHttpDoesNotAllow() throws Exception {
        try (Socket socket = new Socket(door.getHost(), door.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("POST " + door.getRawPath() + " HTTP/1.1\r\nHost: localhost\r\nMcp-Name: a\u0001b\r\n"
                                    + "Content-Type: application/json\r\nContent-Length: " + CALL.length() + "\r\n\r\n"
                                    + CALL)
                            .getBytes(UTF_8));

            assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8))
                    .isEqualTo("HTTP/1.1 400");
        }
    }

    @Test
    void letsGoOfAClientThatDoesNotRead() throws Exception {
        String large = "{\"jsonrpc\":\"2.0\",\"id\":\"ab\",\"result\":\"" + "x".repeat(15 << 20) + "\"}";
        try (ScriptedHttpServer upstream = upstream((exchange, asked) -> json(exchange, large));
                Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4 << 10);
            socket.connect(new java.net.InetSocketAddress(door.getHost(), door.getPort()));
            socket.getOutputStream()
                    .write(("POST /proxy/over-http HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: " + CALL.length() + "\r\n\r\n" + CALL)
                            .getBytes(UTF_8));
            upstream.asked();

            assertThat(awaitExchanges(1)).isTrue();
            assertThat(awaitExchanges(0)).isTrue();
            socket.setSoTimeout(20_000);
            assertThatThrownBy(() -> {
                        if (socket.getInputStream().readAllBytes().length < large.length()) {
                            throw new java.io.EOFException("cut");
                        }
                    })
                    .isInstanceOf(java.io.IOException.class);
        }
    }

    private boolean awaitExchanges(int count) throws Exception {
        for (int i = 0; i < 400; i++) {
            String health = dewey.readiness();
            if (health.contains("\"http_exchanges\":\"" + count + "\"")) {
                return true;
            }
            Thread.sleep(25);
        }
        return false;
    }

    private int status(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString()).statusCode();
    }

    private HttpRequest.Builder post(String body) {
        return HttpRequest.newBuilder(door)
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(body));
    }

    private static ScriptedHttpServer upstream(Script script) throws Exception {
        return new ScriptedHttpServer(PORT, script);
    }
}
