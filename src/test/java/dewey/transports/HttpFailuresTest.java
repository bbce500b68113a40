package dewey.transports;

import static dewey.transports.OverHttp.AGREED;
import static dewey.transports.OverHttp.INITIALIZE;
import static dewey.transports.OverHttp.MAX_BYTES;
import static dewey.transports.OverHttp.id;
import static dewey.transports.OverHttp.legacy;
import static dewey.transports.OverHttp.modern;
import static dewey.transports.ScriptedHttpServer.answer;
import static dewey.transports.ScriptedHttpServer.events;
import static dewey.transports.ScriptedHttpServer.json;
import static dewey.transports.ScriptedHttpServer.write;
import static org.assertj.core.api.Assertions.assertThat;

import dewey.upstreams.LogRecords;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpFailuresTest {
    private final OverHttp http = new OverHttp();
    private final Heard heard = http.heard();

    @AfterEach
    void stop() {
        http.close();
    }

    @Test
    void saysOnceThatAnAnswerBroke() throws Exception {
        http.open((exchange, asked) -> write(events(exchange), "data: {\"jsonrpc\":\"2.0\",\"method\":\"n\"}\n\n"));

        http.send(modern(1, "tools/call", ""));

        assertThat(heard.next(2))
                .containsExactly(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"n\"}",
                        "unanswered 1: the upstream ended its answer too early");
        assertThat(http.upstream().askedCount()).isEqualTo(1);
    }

    @Test
    void isClosedWhenTheUpstreamForgetsTheSession() throws Exception {
        http.open((exchange, asked) -> {
            if (asked.body().contains("tools/call")) {
                answer(exchange, 404, "application/json", "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{}}");
            } else {
                legacy(exchange, asked);
            }
        });
        http.send(INITIALIZE);
        http.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}");

        assertThat(heard.next(2)).containsExactly(AGREED, "closed 1006: the upstream no longer knows the session");
        http.send("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}");
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
        http.open((exchange, asked) -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            answer(exchange, status, type, body == null ? "" : body);
        });

        http.send(modern(1, "tools/call", ""));
        http.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/n\"}");

        assertThat(heard.next()).isEqualTo(told);
        heard.staysSilentFor(200);
        assertThat(http.upstream().askedCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream"})
    void refusesAnAnswerBeyondItsBound(String type) throws Exception {
        String big = "data: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"" + "x".repeat(3 * MAX_BYTES) + "\"}\n\n";
        http.open((exchange, asked) ->
                answer(exchange, 200, type, type.equals("application/json") ? big.substring(6) : big));

        http.send(modern(1, "tools/call", ""));

        assertThat(heard.next()).isEqualTo("unanswered 1: the upstream's answer is larger than 4096 bytes");
    }

    @Test
    void refusesARequestBeyondTheBound() throws Exception {
        http.open((exchange, asked) -> json(exchange, "{}"));

        http.send(modern(1, "tools/call", "\"x\":\"" + "x".repeat(MAX_BYTES) + "\""));

        assertThat(heard.next()).startsWith("unanswered 1: the message is").endsWith("the upstream's limit is 4096");
        assertThat(http.upstream().askedCount()).isZero();
    }

    @Test
    void isClosedWhenNothingListensThere() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        http.open(URI.create("http://127.0.0.1:" + port + "/mcp"));
        assertThat(heard.next()).isEqualTo("opened ");

        http.send(INITIALIZE);

        assertThat(heard.next()).isEqualTo("closed 1006: the upstream refused the connection");
    }

    @Test
    void isClosedWhenTheConnectionIsNotAcceptedInTime() throws Exception {
        // of TEST-NET-1, which nobody answers for; a machine without a route says so at once
        http.open(URI.create("http://192.0.2.1/mcp"));
        assertThat(heard.next()).isEqualTo("opened ");

        http.send(INITIALIZE);

        assertThat(heard.next()).startsWith("closed 1006: the");
    }

    @Test
    void isClosedWhenTheTlsHandshakeIsNotAnswered() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            http.open(URI.create("https://127.0.0.1:" + silent.getLocalPort() + "/mcp"));
            assertThat(heard.next()).isEqualTo("opened ");

            http.send(INITIALIZE);

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
        http.open(url);
        http.send(INITIALIZE);

        assertThat(heard.next()).isEqualTo("unreachable: " + reason);
        heard.staysSilentFor(100);
    }

    @Test
    void answersOneRequestWhenTheConnectionBreaks() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        http.open((exchange, asked) -> {
            if (requests.incrementAndGet() == 2) {
                exchange.close();
            } else {
                json(exchange, "{\"jsonrpc\":\"2.0\",\"id\":" + id(asked.body()) + ",\"result\":{}}");
            }
        });
        http.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
        heard.next();
        http.send("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\"}");
        assertThat(heard.next()).isEqualTo("unanswered 2: the connection to the upstream was lost");
        http.send("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"ping\"}");
        assertThat(heard.next()).contains("\"id\":3");
        // never sent twice
        assertThat(requests.get()).isEqualTo(3);
    }

    @Test
    void saysItsSecretsToNobodyElse() throws Exception {
        try (LogRecords dewey = new LogRecords("dewey");
                LogRecords jdk = new LogRecords("jdk.httpclient")) {
            http.open((exchange, asked) -> {
                if (asked.body().contains("\"id\":2")) {
                    exchange.close();
                }
                answer(exchange, 401, null, "");
            });
            http.send(modern(1, "tools/call", ""));
            http.send(modern(2, "tools/call", ""));

            assertThat(heard.next(2)).noneMatch(line -> line.contains("k3y") || line.contains("127.0.0.1"));
            http.session().cut();
            assertThat(heard.next()).isEqualTo("closed 1006: the session was cut");
            assertThat(dewey.lines()).noneMatch(line -> line.contains("k3y"));
            assertThat(jdk.lines()).noneMatch(line -> line.contains("k3y"));
        }
        assertThat(http.upstream().asked().header("X-Key")).isEqualTo("k3y");
    }

    @Test
    void endsWithRequestsOpenAndToldOnce() throws Exception {
        http.open((exchange, asked) -> http.upstream().end.await());
        http.send(modern(1, "tools/call", ""));
        http.upstream().asked();

        http.session().close(1001, "shutdown");
        http.session().cut();
        http.session().close(1000, "again");

        assertThat(heard.next()).startsWith("closed ");
        heard.staysSilentFor(200);
    }
}
