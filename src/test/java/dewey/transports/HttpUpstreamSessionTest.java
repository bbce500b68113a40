package dewey.transports;

import static dewey.transports.OverHttp.AGREED;
import static dewey.transports.OverHttp.INITIALIZE;
import static dewey.transports.OverHttp.INITIALIZED;
import static dewey.transports.OverHttp.id;
import static dewey.transports.OverHttp.legacy;
import static dewey.transports.OverHttp.modern;
import static dewey.transports.ScriptedHttpServer.answer;
import static dewey.transports.ScriptedHttpServer.events;
import static dewey.transports.ScriptedHttpServer.json;
import static dewey.transports.ScriptedHttpServer.write;
import static org.assertj.core.api.Assertions.assertThat;

import dewey.recording.Given;
import dewey.security.Hops;
import dewey.transports.ScriptedHttpServer.Asked;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class HttpUpstreamSessionTest {
    private final OverHttp http = new OverHttp();
    private final Heard heard = http.heard();

    @AfterEach
    void stop() {
        http.close();
    }

    @Test
    void carriesALegacySession() throws Exception {
        http.open((exchange, asked) -> {
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
        http.send(INITIALIZE);
        assertThat(heard.next()).isEqualTo(AGREED);
        http.send(INITIALIZED);
        http.send("{ \"id\":\"a\",\"method\":\"ping\", \"jsonrpc\":\"2.0\" }");
        assertThat(heard.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{}}");

        http.session().close(1000, "bye");

        assertThat(heard.next()).isEqualTo("closed 1000: bye");
        Asked initialize = http.upstream().asked();
        assertThat(initialize.body()).isEqualTo(INITIALIZE);
        assertThat(initialize.header("Accept")).isEqualTo("application/json, text/event-stream");
        assertThat(initialize.header("X-Key")).isEqualTo("k3y");
        assertThat(initialize.header(Hops.HEADER)).isEqualTo("hop");
        assertThat(initialize.header("Mcp-Session-Id")).isNull();
        assertThat(initialize.header("MCP-Protocol-Version")).isNull();
        Asked ping = http.upstream().asked("POST").body().contains("ping")
                ? null
                : http.upstream().asked("POST");
        assertThat(ping.body()).isEqualTo("{ \"id\":\"a\",\"method\":\"ping\", \"jsonrpc\":\"2.0\" }");
        assertThat(ping.header("Mcp-Session-Id")).isEqualTo("session-1");
        assertThat(ping.header("MCP-Protocol-Version")).isEqualTo("2025-06-18");
        assertThat(http.upstream().asked("DELETE").header("Mcp-Session-Id")).isEqualTo("session-1");
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
        http.open((exchange, asked) -> json(exchange, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}"));

        http.send(modern(1, method, "\"" + member + "\":\"" + value + "\""));

        heard.next();
        Asked asked = http.upstream().asked();
        assertThat(asked.header("MCP-Protocol-Version")).isEqualTo("2026-07-28");
        assertThat(asked.header("Mcp-Method")).isEqualTo(method);
        assertThat(asked.header("Mcp-Name")).isEqualTo(header);
        assertThat(asked.header("Mcp-Session-Id")).isNull();
    }

    @Test
    void repeatsMarkedArgumentsInHeadersOnceTheirToolWasListed() throws Exception {
        String tools =
                "{\"name\":\"sql\",\"inputSchema\":{\"properties\":{\"region\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"}}}}";
        http.open((exchange, asked) -> json(
                exchange,
                "{\"jsonrpc\":\"2.0\",\"id\":" + OverHttp.id(asked.body()) + ",\"result\":{\"tools\":[" + tools
                        + "]}}"));

        http.send(modern(1, "tools/list", ""));
        heard.next();
        http.send(modern(2, "tools/call", "\"name\":\"sql\",\"arguments\":{\"region\":\"west\"}"));
        heard.next();

        assertThat(http.upstream().asked().header("Mcp-Param-Region")).isNull();
        assertThat(http.upstream().asked().header("Mcp-Param-Region")).isEqualTo("west");
    }

    @Test
    void changesNothingOfAThousandMessages() throws Exception {
        http.open((exchange, asked) -> {
            String answer = asked.body().replace("\"method\"", "\"result\"");
            if (asked.body().length() % 2 == 0) {
                json(exchange, answer);
            } else {
                answer(exchange, 200, "text/event-stream", "data: " + answer + "\n\n");
            }
        });
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String text = "{\"id\" : " + i + ",\"method\":\"é😀\",\"x\":\"" + "x".repeat(i * 7 % 4000) + "\"} ";
            expected.add(text.replace("\"method\"", "\"result\""));
            http.send(text);
        }

        assertThat(heard.next(1000)).hasSize(1000).hasSameElementsAs(expected);
    }

    @Test
    void passesOnEachEventAsItComes() throws Exception {
        CountDownLatch firstSeen = new CountDownLatch(1);
        http.open((exchange, asked) -> {
            OutputStream out = events(exchange);
            write(out, ":hello\n\nevent: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/prog");
            write(out, "ress\"}\r\n\r\n");
            firstSeen.await();
            write(out, "event: other\ndata: x\n\nid: 7\ndata:{\"jsonrpc\":\"2.0\",\ndata: \"id\":1,\"result\":{}}\r\r");
        });
        http.send(modern(1, "tools/call", "\"name\":\"x\""));

        assertThat(heard.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}");
        firstSeen.countDown();
        assertThat(heard.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\n\"id\":1,\"result\":{}}");
        heard.staysSilentFor(100);
    }

    @Test
    void hearsWhatTheServerSendsByItself() throws Exception {
        AtomicInteger streams = new AtomicInteger();
        http.open((exchange, asked) -> {
            if (asked.method().equals("GET")) {
                int stream = streams.incrementAndGet();
                write(events(exchange), "retry: 20\nid: e" + stream + "\ndata: {\"stream\":" + stream + "}\n\n");
                if (stream == 2) {
                    http.upstream().end.await();
                }
            } else {
                legacy(exchange, asked);
            }
        });
        http.send(INITIALIZE);
        http.send(INITIALIZED);

        assertThat(heard.next(3)).containsExactly(AGREED, "{\"stream\":1}", "{\"stream\":2}");
        assertThat(http.upstream().asked("GET").header("Last-Event-ID")).isNull();
        Asked again = http.upstream().asked("GET");
        assertThat(again.header("Last-Event-ID")).isEqualTo("e1");
        assertThat(again.header("Mcp-Session-Id")).isEqualTo("session-1");
    }

    @Test
    void takesABrokenAnswerUpAgainWhereItBroke() throws Exception {
        http.open((exchange, asked) -> {
            if (asked.method().equals("GET")) {
                write(events(exchange), "data: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\n");
            } else if (asked.body().contains("tools/call")) {
                write(events(exchange), "retry: 10\nid: 5\ndata:\n\ndata: {\"jso");
            } else {
                legacy(exchange, asked);
            }
        });
        http.send(INITIALIZE);
        http.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}");

        assertThat(heard.next(2)).containsExactly(AGREED, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
        assertThat(http.upstream().asked("GET").header("Last-Event-ID")).isEqualTo("5");
        heard.staysSilentFor(100);
    }

    @Test
    void cancelsAModernRequestByClosingItsResponse() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        http.open((exchange, asked) -> {
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
        http.send(modern(1, "tools/call", ""));
        heard.next();

        http.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");

        assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(http.upstream().askedCount()).isEqualTo(1);
        assertThat(heard.waiting()).isLessThan(20);
    }

    @Test
    void cancelsAModernRequestThatHasNoAnswerYet() throws Exception {
        http.open((exchange, asked) -> http.upstream().end.await());
        http.send(modern(1, "tools/call", ""));
        http.upstream().asked();

        http.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");

        heard.staysSilentFor(200);
        assertThat(http.upstream().askedCount()).isZero();
    }

    @Test
    void postsTheCancellationOfALegacyRequest() throws Exception {
        http.open((exchange, asked) -> {
            if (asked.body().contains("tools/call")) {
                http.upstream().end.await();
            }
            legacy(exchange, asked);
        });
        String cancellation =
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"x\"}}";
        http.send(INITIALIZE);
        heard.next();
        http.send("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"tools/call\"}");
        http.upstream().asked();
        assertThat(http.upstream().asked().body()).contains("tools/call");

        http.send(cancellation);

        assertThat(http.upstream().asked().body()).isEqualTo(cancellation);
    }

    @Test
    void postsNeitherARequestThatIsCancelledInTimeNorItsCancellation() throws Exception {
        http.open((exchange, asked) -> {
            Thread.sleep(200);
            legacy(exchange, asked);
        });
        http.send(INITIALIZE);
        http.send("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"tools/call\"}");
        http.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"x\"}}");

        assertThat(heard.next()).isEqualTo(AGREED);
        heard.staysSilentFor(200);
        assertThat(http.upstream().askedCount()).isEqualTo(1);
    }

    @Test
    void sendsNothingBeforeANotificationIsTaken() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        http.open((exchange, asked) -> {
            if (asked.body().contains("\"id\"")) {
                json(exchange, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + taken.get() + "}");
            } else {
                Thread.sleep(100);
                taken.incrementAndGet();
                answer(exchange, 202, null, "");
            }
        });
        http.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/a\"}");
        http.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/b\"}");
        http.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");

        assertThat(http.session().waitingBytes()).isPositive();
        assertThat(heard.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":2}");
        assertThat(http.session().waitingBytes()).isZero();
        assertThat(http.session().stalledFor(System.nanoTime())).isZero();
    }

    @Test
    void countsWhatAMessageCostsInMemoryBesideItsText() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        http.open((exchange, asked) -> {
            go.await();
            answer(exchange, 202, null, "");
        });

        for (int i = 0; i < 101; i++) {
            http.send("{\"jsonrpc\":\"2.0\",\"method\":\"n\"}");
        }

        // one is on its way
        assertThat(http.session().waitingBytes()).isGreaterThan(100 * 300);
        go.countDown();
        Given.await(() -> http.session().waitingBytes() == 0);
    }

    @Test
    void runsRequestsSideBySideUpToABoundAndLetsNotificationsPass() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        http.open((exchange, asked) -> {
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
            http.send("{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"method\":\"ping\"}");
        }
        http.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/n\"}");

        assertThat(heard.next(requests)).doesNotHaveDuplicates();
        assertThat(http.upstream().mostRunning.get()).isBetween(2, HttpUpstreamSession.MOST_REQUESTS + 1);
        List<Integer> order = new java.util.ArrayList<>();
        for (int i = 0; i < requests + 1; i++) {
            String body = http.upstream().asked().body();
            if (body.contains("\"id\"")) {
                order.add(Integer.parseInt(id(body)));
            }
        }
        assertThat(order.subList(0, 5)).allSatisfy(id -> assertThat(id).isLessThan(20));
    }

    @Test
    void readsNoFurtherWhilePaused() throws Exception {
        AtomicInteger written = new AtomicInteger();
        http.open((exchange, asked) -> {
            OutputStream out = events(exchange);
            String event = "data: {\"jsonrpc\":\"2.0\",\"method\":\"" + "n".repeat(2000) + "\"}\n\n";
            for (int i = 0; i < 20_000; i++) {
                write(out, event);
                written.incrementAndGet();
            }
            write(out, "data: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\n");
        });
        http.send(modern(1, "subscriptions/listen", ""));
        heard.next();

        http.session().pause();

        Thread.sleep(500);
        int heardWhilePaused = heard.waiting();
        int writtenWhilePaused = written.get();
        Thread.sleep(500);
        assertThat(heard.waiting()).isEqualTo(heardWhilePaused);
        assertThat(written.get()).isEqualTo(writtenWhilePaused).isLessThan(19_000);

        http.session().resume();

        assertThat(heard.until("{\"jsonrpc\":\"2.0\",\"id\":1")).hasSizeGreaterThan(heardWhilePaused);
        assertThat(written.get()).isEqualTo(20_000);
    }

    @Test
    void reachesAHostByItsName() throws Exception {
        http.open((exchange, asked) -> json(exchange, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}"));
        http.session().cut();
        assertThat(heard.next()).startsWith("closed");
        http.open(URI.create("http://localhost:" + http.upstream().url().getPort() + "/mcp"));

        http.send(modern(1, "tools/call", ""));

        assertThat(heard.next(2)).containsExactly("opened ", "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
    }
}
