package dewey.transports;

import static dewey.transports.ScriptedHttpServer.answer;
import static dewey.transports.ScriptedHttpServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dewey.redaction.Redacting;
import dewey.transports.ScriptedHttpServer.Asked;
import dewey.transports.ScriptedHttpServer.Script;
import dewey.upstreams.Addresses;
import dewey.upstreams.Payload;
import dewey.upstreams.Upstream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A session with a scripted upstream over HTTP, and what it has told. */
final class OverHttp implements AutoCloseable {
    static final String INITIALIZE =
            "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\"}}";
    static final String INITIALIZED = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
    static final String AGREED = "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"protocolVersion\":\"2025-06-18\"}}";
    static final int MAX_BYTES = 4096;

    private final ExecutorService executor = Executors.newFixedThreadPool(8);
    private final Heard heard = new Heard();
    private ScriptedHttpServer upstream;
    private HttpUpstreamSession session;

    Heard heard() {
        return heard;
    }

    ScriptedHttpServer upstream() {
        return upstream;
    }

    HttpUpstreamSession session() {
        return session;
    }

    /** Opens a session with an upstream that does as {@code script} says. */
    void open(Script script) throws Exception {
        upstream = new ScriptedHttpServer(script);
        open(upstream.url());
        assertThat(heard.next()).isEqualTo("opened ");
    }

    void open(URI url) {
        session = new HttpUpstreamSession(
                new Upstream.HttpUpstream(
                        "one",
                        url,
                        Map.of("X-Key", "k3y"),
                        new Upstream.Limits(
                                Duration.ofMillis(500), Duration.ZERO, MAX_BYTES, true, Redacting.STANDARD)),
                "hop",
                new HttpClients(executor),
                new Addresses(List.of()),
                heard);
        session.open();
    }

    void send(String text) {
        session.send(new Payload.Text(text));
    }

    /** What a server of the legacy era answers to all but requests of its own. */
    static void legacy(HttpExchange exchange, Asked asked) throws IOException {
        if (asked.body().contains("\"initialize\"")) {
            exchange.getResponseHeaders().set("Mcp-Session-Id", "session-1");
            json(exchange, AGREED);
        } else {
            answer(exchange, asked.method().equals("GET") ? 405 : 202, null, "");
        }
    }

    /** A request of the modern era. */
    static String modern(int id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + params
                + (params.isEmpty() ? "" : ",")
                + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"name\":\"not me\"}}}";
    }

    static String id(String body) {
        return body.replaceAll(".*\"id\":(\\d+).*", "$1");
    }

    @Override
    public void close() {
        if (session != null) {
            session.cut();
        }
        if (upstream != null) {
            upstream.close();
        }
        executor.shutdownNow();
    }
}
