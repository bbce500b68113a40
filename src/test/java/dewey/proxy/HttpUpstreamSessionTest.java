package dewey.proxy;

import static dewey.proxy.ScriptedHttpServer.answer;
import static dewey.proxy.ScriptedHttpServer.events;
import static dewey.proxy.ScriptedHttpServer.json;
import static dewey.proxy.ScriptedHttpServer.write;
import static org.assertj.core.api.Assertions.assertThat;

import dewey.proxy.ScriptedHttpServer.Asked;
import dewey.proxy.ScriptedHttpServer.Script;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpUpstreamSessionTest {
    private static final String INITIALIZE =
            "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\"}}";
    private static final String INITIALIZED = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
    private static final String AGREED =
            "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"protocolVersion\":\"2025-06-18\"}}";
    private static final int MAX_BYTES = 4096;

    private final ExecutorService executor = Executors.newFixedThreadPool(8);
    private final Heard heard = new Heard();
    private ScriptedHttpServer upstream;
    private HttpUpstreamSession session;

    @AfterEach
    void stop() {
        if (session != null) {
            session.cut();
        }
        if (upstream != null) {
            upstream.close();
        }
        executor.shutdownNow();
    }

    @Test
    void carriesALegacySession() throws Exception {
        open((exchange, asked) -> {
            if (asked.body().contains("\"initialize\"")) {
                exchange.getResponseHeaders().set("Mcp-Session-Id", "session-1");
                json(exchange, AGREED);
            } else if (asked.method().equals("GET")) {
                answer(exchange, 405, null, "");
            } else if (asked.body().contains("\"id\"")) {
                json(exchange, "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{}}");
            } else {
                answer(exchange, 202, null, "");
            }
        });
        send(INITIALIZE);
        assertThat(heard.next()).isEqualTo(AGREED);
        send(INITIALIZED);
        send("{ \"id\":\"a\",\"method\":\"ping\", \"jsonrpc\":\"2.0\" }");
        assertThat(heard.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{}}");

        session.close(1000, "bye");

        assertThat(heard.next()).isEqualTo("closed 1000: bye");
        Asked initialize = upstream.asked();
        assertThat(initialize.body()).isEqualTo(INITIALIZE);
        assertThat(initialize.header("Accept")).isEqualTo("application/json, text/event-stream");
        assertThat(initialize.header("X-Key")).isEqualTo("k3y");
        assertThat(initialize.header(Hops.HEADER)).isEqualTo("hop");
        assertThat(initialize.header("Mcp-Session-Id")).isNull();
        assertThat(initialize.header("MCP-Protocol-Version")).isNull();
        Asked ping = upstream.asked("POST").body().contains("ping") ? null : upstream.asked("POST");
        assertThat(ping.body()).isEqualTo("{ \"id\":\"a\",\"method\":\"ping\", \"jsonrpc\":\"2.0\" }");
        assertThat(ping.header("Mcp-Session-Id")).isEqualTo("session-1");
        assertThat(ping.header("MCP-Protocol-Version")).isEqualTo("2025-06-18");
        assertThat(upstream.asked("DELETE").header("Mcp-Session-Id")).isEqualTo("session-1");
    }

    @ParameterizedTest
    @CsvSource({
        "tools/call,name,add,add",
        "resources/read,uri,file:///a b,file:///a b",
        "prompts/get,name,café,=?base64?Y2Fmw6k=?=",
        "tools/list,name,add,",
        "tools/call,name,=?base64?YQ==?=,=?base64?PT9iYXNlNjQ/WVE9PT89?="
    })
    void namesModernRequestsInHeaders(String method, String member, String value, String header) throws Exception {
        open((exchange, asked) -> json(exchange, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}"));

        send(modern(1, method, "\"" + member + "\":\"" + value + "\""));

        heard.next();
        Asked asked = upstream.asked();
        assertThat(asked.header("MCP-Protocol-Version")).isEqualTo("2026-07-28");
        assertThat(asked.header("Mcp-Method")).isEqualTo(method);
        assertThat(asked.header("Mcp-Name")).isEqualTo(header);
        assertThat(asked.header("Mcp-Session-Id")).isNull();
    }

    @Test
    void passesOnEachEventAsItComes() throws Exception {
        CountDownLatch firstSeen = new CountDownLatch(1);
        open((exchange, asked) -> {
            OutputStream out = events(exchange);
            write(out, ":hello\n\nevent: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/prog");
            write(out, "ress\"}\r\n\r\n");
            firstSeen.await();
            write(out, "event: other\ndata: x\n\nid: 7\ndata:{\"jsonrpc\":\"2.0\",\ndata: \"id\":1,\"result\":{}}\r\r");
        });
        send(modern(1, "tools/call", "\"name\":\"x\""));

        assertThat(heard.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}");
        firstSeen.countDown();
        assertThat(heard.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\n\"id\":1,\"result\":{}}");
        heard.staysSilentFor(100);
    }

    @Test
    void hearsWhatTheServerSendsByItself() throws Exception {
        AtomicInteger streams = new AtomicInteger();
        open((exchange, asked) -> {
            if (asked.method().equals("GET")) {
                int stream = streams.incrementAndGet();
                write(events(exchange), "retry: 20\nid: e" + stream + "\ndata: {\"stream\":" + stream + "}\n\n");
                if (stream == 2) {
                    upstream.end.await();
                }
            } else {
                legacy(exchange, asked);
            }
        });
        send(INITIALIZE);
        send(INITIALIZED);

        assertThat(heard.next(3)).containsExactly(AGREED, "{\"stream\":1}", "{\"stream\":2}");
        assertThat(upstream.asked("GET").header("Last-Event-ID")).isNull();
        Asked again = upstream.asked("GET");
        assertThat(again.header("Last-Event-ID")).isEqualTo("e1");
        assertThat(again.header("Mcp-Session-Id")).isEqualTo("session-1");
    }

    @Test
    void takesABrokenAnswerUpAgainWhereItBroke() throws Exception {
        open((exchange, asked) -> {
            if (asked.method().equals("GET")) {
                write(events(exchange), "data: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\n");
            } else if (asked.body().contains("tools/call")) {
                write(events(exchange), "retry: 10\nid: 5\ndata:\n\ndata: {\"jso");
            } else {
                legacy(exchange, asked);
            }
        });
        send(INITIALIZE);
        send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}");

        assertThat(heard.next(2)).containsExactly(AGREED, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
        assertThat(upstream.asked("GET").header("Last-Event-ID")).isEqualTo("5");
        heard.staysSilentFor(100);
    }

    @Test
    void saysOnceThatAnAnswerBroke() throws Exception {
        open((exchange, asked) -> write(events(exchange), "data: {\"jsonrpc\":\"2.0\",\"method\":\"n\"}\n\n"));

        send(modern(1, "tools/call", ""));

        assertThat(heard.next(2))
                .containsExactly(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"n\"}",
                        "unanswered 1: the upstream ended its answer too early");
        assertThat(upstream.askedCount()).isEqualTo(1);
    }

    @Test
    void cancelsAModernRequestByClosingItsResponse() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        open((exchange, asked) -> {
            OutputStream out = events(exchange);
            try {
                while (true) {
                    write(out, "data: {\"jsonrpc\":\"2.0\",\"method\":\"n\"}\n\n");
                    Thread.sleep(20);
                }
            } catch (IOException e) {
                closed.countDown();
            }
        });
        send(modern(1, "tools/call", ""));
        heard.next();

        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");

        assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(upstream.askedCount()).isEqualTo(1);
        assertThat(heard.waiting()).isLessThan(20);
    }

    @Test
    void cancelsAModernRequestThatHasNoAnswerYet() throws Exception {
        open((exchange, asked) -> upstream.end.await());
        send(modern(1, "tools/call", ""));
        upstream.asked();

        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");

        heard.staysSilentFor(200);
        assertThat(upstream.askedCount()).isZero();
    }

    @Test
    void postsTheCancellationOfALegacyRequest() throws Exception {
        open((exchange, asked) -> {
            if (asked.body().contains("tools/call")) {
                upstream.end.await();
            }
            legacy(exchange, asked);
        });
        String cancellation =
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"x\"}}";
        send(INITIALIZE);
        heard.next();
        send("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"tools/call\"}");
        upstream.asked();
        assertThat(upstream.asked().body()).contains("tools/call");

        send(cancellation);

        assertThat(upstream.asked().body()).isEqualTo(cancellation);
    }

    @Test
    void postsNeitherARequestThatIsCancelledInTimeNorItsCancellation() throws Exception {
        open((exchange, asked) -> {
            Thread.sleep(200);
            legacy(exchange, asked);
        });
        send(INITIALIZE);
        send("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"tools/call\"}");
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"x\"}}");

        assertThat(heard.next()).isEqualTo(AGREED);
        heard.staysSilentFor(200);
        assertThat(upstream.askedCount()).isEqualTo(1);
    }

    @Test
    void isClosedWhenTheUpstreamForgetsTheSession() throws Exception {
        open((exchange, asked) -> {
            if (asked.body().contains("tools/call")) {
                answer(exchange, 404, "application/json", "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{}}");
            } else {
                legacy(exchange, asked);
            }
        });
        send(INITIALIZE);
        send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}");

        assertThat(heard.next(2)).containsExactly(AGREED, "closed 1006: the upstream no longer knows the session");
        send("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}");
        heard.staysSilentFor(100);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "503|text/html|<h1>secret</h1>|unanswered 1: the upstream answered HTTP 503",
                "200|text/html|<h1>x</h1>|unanswered 1: the upstream answered HTTP 200 without a message",
                "202|||unanswered 1: the upstream answered HTTP 202 without a message",
                "307|||unanswered 1: the upstream answered HTTP 307",
                "401|||unanswered 1: the upstream answered HTTP 401",
                "400|application/json|{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32020,\"message\":\"m\"}}|"
                        + "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32020,\"message\":\"m\"}}",
                "400|application/json|{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":1,\"message\":\"No way\"}}|"
                        + "unanswered 1: the upstream answered HTTP 400: No way",
                "404|application/json|{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32601,\"message\":\"m\"}}|"
                        + "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32601,\"message\":\"m\"}}"
            })
    void saysOnceWhyThereIsNoAnswer(int status, String type, String body, String told) throws Exception {
        open((exchange, asked) -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            answer(exchange, status, type, body == null ? "" : body);
        });

        send(modern(1, "tools/call", ""));
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/n\"}");

        assertThat(heard.next()).isEqualTo(told);
        heard.staysSilentFor(200);
        assertThat(upstream.askedCount()).isEqualTo(2);
    }

    @Test
    void sendsNothingBeforeANotificationIsTaken() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        open((exchange, asked) -> {
            if (asked.body().contains("\"id\"")) {
                json(exchange, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + taken.get() + "}");
            } else {
                Thread.sleep(100);
                taken.incrementAndGet();
                answer(exchange, 202, null, "");
            }
        });
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/a\"}");
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/b\"}");
        send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");

        assertThat(session.waitingBytes()).isPositive();
        assertThat(heard.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":2}");
        assertThat(session.waitingBytes()).isZero();
        assertThat(session.stalledFor(System.nanoTime())).isZero();
    }

    @Test
    void runsRequestsSideBySideUpToABoundAndLetsNotificationsPass() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        open((exchange, asked) -> {
            if (asked.body().contains("\"id\"")) {
                go.await();
                json(exchange, "{\"jsonrpc\":\"2.0\",\"id\":" + id(asked.body()) + ",\"result\":{}}");
            } else {
                go.countDown();
                answer(exchange, 202, null, "");
            }
        });
        int requests = HttpUpstreamSession.MOST_REQUESTS + 10;
        for (int i = 1; i <= requests; i++) {
            send("{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"method\":\"ping\"}");
        }
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/n\"}");

        assertThat(heard.next(requests)).doesNotHaveDuplicates();
        assertThat(upstream.mostRunning.get()).isBetween(2, HttpUpstreamSession.MOST_REQUESTS + 1);
        List<Integer> order = new java.util.ArrayList<>();
        for (int i = 0; i < requests + 1; i++) {
            String body = upstream.asked().body();
            if (body.contains("\"id\"")) {
                order.add(Integer.parseInt(id(body)));
            }
        }
        assertThat(order.subList(0, 5)).allSatisfy(id -> assertThat(id).isLessThan(20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream"})
    void refusesAnAnswerBeyondItsBound(String type) throws Exception {
        String big = "data: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"" + "x".repeat(3 * MAX_BYTES) + "\"}\n\n";
        open((exchange, asked) ->
                answer(exchange, 200, type, type.equals("application/json") ? big.substring(6) : big));

        send(modern(1, "tools/call", ""));

        assertThat(heard.next()).isEqualTo("unanswered 1: the upstream's answer is larger than 4096 bytes");
    }

    @Test
    void refusesARequestBeyondTheBound() throws Exception {
        open((exchange, asked) -> json(exchange, "{}"));

        send(modern(1, "tools/call", "\"x\":\"" + "x".repeat(MAX_BYTES) + "\""));

        assertThat(heard.next()).startsWith("unanswered 1: the message is").endsWith("the upstream's limit is 4096");
        assertThat(upstream.askedCount()).isZero();
    }

    @Test
    void readsNoFurtherWhilePaused() throws Exception {
        AtomicInteger written = new AtomicInteger();
        open((exchange, asked) -> {
            OutputStream out = events(exchange);
            String event = "data: {\"jsonrpc\":\"2.0\",\"method\":\"" + "n".repeat(2000) + "\"}\n\n";
            for (int i = 0; i < 20_000; i++) {
                write(out, event);
                written.incrementAndGet();
            }
            write(out, "data: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\n");
        });
        send(modern(1, "subscriptions/listen", ""));
        heard.next();

        session.pause();

        Thread.sleep(500);
        int heardWhilePaused = heard.waiting();
        int writtenWhilePaused = written.get();
        Thread.sleep(500);
        assertThat(heard.waiting()).isEqualTo(heardWhilePaused);
        assertThat(written.get()).isEqualTo(writtenWhilePaused).isLessThan(19_000);

        session.resume();

        assertThat(heard.until("{\"jsonrpc\":\"2.0\",\"id\":1")).hasSizeGreaterThan(heardWhilePaused);
        assertThat(written.get()).isEqualTo(20_000);
    }

    @Test
    void isClosedWhenNothingListensThere() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        open(URI.create("http://127.0.0.1:" + port + "/mcp"));
        assertThat(heard.next()).isEqualTo("opened ");

        send(INITIALIZE);

        assertThat(heard.next()).isEqualTo("closed 1006: the upstream refused the connection");
    }

    @Test
    void isClosedWhenTheConnectionIsNotAcceptedInTime() throws Exception {
        // of TEST-NET-1, which nobody answers for; a machine without a route says so at once
        open(URI.create("http://192.0.2.1/mcp"));
        assertThat(heard.next()).isEqualTo("opened ");

        send(INITIALIZE);

        assertThat(heard.next()).startsWith("closed 1006: the");
    }

    @Test
    void isClosedWhenTheTlsHandshakeIsNotAnswered() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            open(URI.create("https://127.0.0.1:" + silent.getLocalPort() + "/mcp"));
            assertThat(heard.next()).isEqualTo("opened ");

            send(INITIALIZE);

            assertThat(heard.next()).isEqualTo("closed 1006: the upstream did not accept the connection in time");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://169.254.169.254/latest,the upstream's address is not allowed",
        "http://[::ffff:169.254.169.254]/,the upstream's address is not allowed",
        "http://no-such-host.invalid/,the upstream's host name is not known"
    })
    void isUnreachableWhereItMayNotOrCannotGo(URI url, String reason) throws Exception {
        open(url);
        send(INITIALIZE);

        assertThat(heard.next()).isEqualTo("unreachable: " + reason);
        heard.staysSilentFor(100);
    }

    @Test
    void answersOneRequestWhenTheConnectionBreaks() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        open((exchange, asked) -> {
            if (requests.incrementAndGet() == 2) {
                exchange.close();
            } else {
                json(exchange, "{\"jsonrpc\":\"2.0\",\"id\":" + id(asked.body()) + ",\"result\":{}}");
            }
        });
        send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
        heard.next();
        send("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\"}");
        assertThat(heard.next()).isEqualTo("unanswered 2: the connection to the upstream was lost");
        send("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"ping\"}");
        assertThat(heard.next()).contains("\"id\":3");
        // never sent twice
        assertThat(requests.get()).isEqualTo(3);
    }

    @Test
    void saysItsSecretsToNobodyElse() throws Exception {
        try (LogRecords dewey = new LogRecords("dewey");
                LogRecords jdk = new LogRecords("jdk.httpclient")) {
            open((exchange, asked) -> {
                if (asked.body().contains("\"id\":2")) {
                    exchange.close();
                }
                answer(exchange, 401, null, "");
            });
            send(modern(1, "tools/call", ""));
            send(modern(2, "tools/call", ""));

            assertThat(heard.next(2)).noneMatch(line -> line.contains("k3y") || line.contains("127.0.0.1"));
            session.cut();
            assertThat(heard.next()).isEqualTo("closed 1006: the session was cut");
            assertThat(dewey.lines()).noneMatch(line -> line.contains("k3y"));
            assertThat(jdk.lines()).noneMatch(line -> line.contains("k3y"));
        }
        assertThat(upstream.asked().header("X-Key")).isEqualTo("k3y");
    }

    @Test
    void reachesAHostByItsName() throws Exception {
        upstream = new ScriptedHttpServer(
                (exchange, asked) -> json(exchange, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}"));
        open(URI.create("http://localhost:" + upstream.url().getPort() + "/mcp"));
        assertThat(heard.next()).isEqualTo("opened ");

        send(modern(1, "tools/call", ""));
        assertThat(heard.next()).contains("result");
        send(modern(2, "tools/call", ""));
        assertThat(heard.next(2)).element(1).asString().startsWith("unanswered 2: the upstream answered HTTP 200");
    }

    @Test
    void endsWithRequestsOpenAndToldOnce() throws Exception {
        open((exchange, asked) -> upstream.end.await());
        send(modern(1, "tools/call", ""));
        upstream.asked();

        session.close(1001, "shutdown");
        session.cut();
        session.close(1000, "again");

        assertThat(heard.next()).startsWith("closed ");
        heard.staysSilentFor(200);
    }

    private void open(Script script) throws Exception {
        upstream = new ScriptedHttpServer(script);
        open(upstream.url());
        assertThat(heard.next()).isEqualTo("opened ");
    }

    private void open(URI url) {
        session = new HttpUpstreamSession(
                new Upstream.HttpUpstream(
                        "one",
                        url,
                        Map.of("X-Key", "k3y"),
                        new Upstream.Limits(Duration.ofMillis(500), Duration.ZERO, MAX_BYTES, true)),
                "hop",
                new HttpClients(executor),
                new Addresses(List.of()),
                heard);
        session.open();
    }

    private void send(String text) {
        session.send(new Payload.Text(text));
    }

    private static void legacy(com.sun.net.httpserver.HttpExchange exchange, Asked asked) throws IOException {
        if (asked.body().contains("\"initialize\"")) {
            exchange.getResponseHeaders().set("Mcp-Session-Id", "session-1");
            json(exchange, AGREED);
        } else {
            answer(exchange, asked.method().equals("GET") ? 405 : 202, null, "");
        }
    }

    private static String modern(int id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + params
                + (params.isEmpty() ? "" : ",")
                + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"name\":\"not me\"}}}";
    }

    private static String id(String body) {
        return body.replaceAll(".*\"id\":(\\d+).*", "$1");
    }
}
