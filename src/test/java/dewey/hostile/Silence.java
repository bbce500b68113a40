package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RunningDewey;
import dewey.json.JsonText;
import dewey.wire.Handshake;
import dewey.wire.HttpReply;
import dewey.wire.Wire;
import dewey.wire.WireSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What must not happen, whatever is said: nobody is dialled, nothing is logged of what is ignored, no session comes of what is refused. */
final class Silence {
    /** Also those that a container, a library or the recorder reads before Dewey does. */
    private static final List<String> HEADERS = List.of(
            "User-Agent",
            "Accept-Language",
            "Cookie",
            "Referer",
            "Mcp-Session-Id",
            "MCP-Protocol-Version",
            "Mcp-Method",
            "Mcp-Name",
            "Last-Event-ID",
            "traceparent",
            "tracestate",
            "X-Request-Id",
            "X-Dewey-Request",
            "Dewey-Hop",
            "If-None-Match",
            "Range",
            "Sec-WebSocket-Protocol");

    private static final Pattern REFUSED_PAGES = Pattern.compile("(?m)^dewey_foreign_pages_total(?:\\{[^}]*})? (\\d+)");
    private static final int WAIT_MS = 1_000;

    private final RunningDewey dewey;
    private final Doors doors;

    Silence(RunningDewey dewey) {
        this.dewey = dewey;
        doors = new Doors(dewey);
    }

    Stream<Case> cases() {
        Stream<Case> headers = HEADERS.stream()
                .map(name -> Case.of(Row.H51, "http", "hostile texts as " + name, () -> inHeader(name)));
        return Stream.concat(
                headers,
                Stream.of(
                        Case.of(Row.H35, "jsonrpc", "nobody is asked for what a text names", this::lookups),
                        Case.of(Row.H09, "proxy", "nobody is dialled for an address in place of a name", this::dialled),
                        Case.of(Row.H36, "jsonrpc", "nothing is logged of notifications nobody knows", this::unlogged),
                        Case.of(
                                Row.H01,
                                "websocket",
                                "a refused page is counted, and no session is recorded",
                                this::counted)));
    }

    private interface Naming {
        void of(int port) throws Exception;
    }

    /** Somebody listens where the texts point to, and waits in vain. */
    private static String unasked(Naming naming) throws Exception {
        try (ServerSocket tempting = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            tempting.setSoTimeout(WAIT_MS);
            naming.of(tempting.getLocalPort());
            try {
                tempting.accept().close();
                throw new AssertionError("somebody came to where a text had pointed");
            } catch (SocketTimeoutException nobody) {
                return "nobody came";
            }
        }
    }

    private String lookups() throws Exception {
        return unasked(port -> {
            for (String scheme : List.of("ldap", "rmi", "dns", "http")) {
                String text = "${jndi:" + scheme + "://127.0.0.1:" + port + "/x}";
                try (Tools tools = new Tools(dewey)) {
                    tools.request(text, JsonText.object().add("uri", text).build());
                    String conversation = tools.call("dewey_begin_conversation", "title", text)
                            .structured()
                            .getString("conversation_id");
                    tools.store(conversation, "content", text, "author", text);
                    tools.call("dewey_search", "query", text);
                    tools.call("dewey_get_startup_context", "name", "http://127.0.0.1:" + port);
                    tools.call("dewey_store_messages_bulk", "messages_file", "http://127.0.0.1:" + port + "/x.json");
                }
                doors.post("/mcp", Doors.PING, "User-Agent", text, "Mcp-Session-Id", text, "Referer", text);
                doors.request("GET", "/" + text.replace("{", "%7b").replace("}", "%7d"), "");
            }
        });
    }

    private String dialled() throws Exception {
        return unasked(port -> {
            String address = "127.0.0.1:" + port;
            for (String path : List.of(
                    "/proxy/" + address,
                    "/proxy/ws:%2f%2f" + address,
                    "/proxy?upstream=ws://" + address,
                    "/proxy?upstream=" + address,
                    "/proxy/scripted?upstream=ws://" + address,
                    "/proxy/scripted@" + address)) {
                try (Wire wire = Wire.to(doors.mcp())) {
                    wire.send(Handshake.to(doors.mcp())
                            .line("GET " + path + " HTTP/1.1")
                            .text());
                    wire.head();
                } catch (IOException refused) {
                    // that is an answer, too
                }
                doors.post(path, Doors.PING);
            }
        });
    }

    private String unlogged() throws Exception {
        String mark = "unheard-of-7391";
        long before = dewey.log().length();
        try (WireSocket socket = doors.open()) {
            for (String method : List.of("notifications/" + mark, mark)) {
                socket.send("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\"}");
            }
            socket.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\""
                    + mark + "\"}}");
            Doors.requireServed(socket);
        }
        assertThat(dewey.log().since(before)).doesNotContain(mark);
        return "nothing";
    }

    private String counted() throws Exception {
        String sessions = "SELECT count(*) FROM conversations WHERE metadata->>'source' = 'proxy'";
        long before = refusedPages();
        String recorded = dewey.postgres().ask(sessions);
        for (String path : List.of("/mcp", "/proxy/scripted")) {
            int status = doors.answer(Handshake.to(doors.at(path)).with("Origin", "https://evil.example"))
                    .status();
            assertThat(status).isEqualTo(403);
        }
        assertThat(doors.post("/proxy/over-http", Doors.PING, "Origin", "https://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(refusedPages()).isEqualTo(before + 3);
        assertThat(dewey.postgres().ask(sessions)).isEqualTo(recorded);
        return "counted, not recorded";
    }

    private long refusedPages() throws IOException {
        MatchResult count = REFUSED_PAGES
                .matcher(doors.request("GET", "/api/metrics", "", "Accept", "text/plain")
                        .body())
                .results()
                .findFirst()
                .orElseThrow();
        return Long.parseLong(count.group(1));
    }

    /** What a header cannot hold at all is left to {@link Requests}. */
    private String inHeader(String name) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        for (String text : Hostile.TEXTS) {
            String bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
                    .replaceAll("[\\r\\n\\x00]", " ")
                    .strip();
            for (String path : List.of("/mcp", "/proxy/over-http", "/api/overview")) {
                try (Wire wire = Wire.to(doors.mcp())) {
                    boolean get = path.startsWith("/api");
                    wire.send((get ? "GET " : "POST ") + path + " HTTP/1.1\r\nHost: "
                            + doors.mcp().getAuthority()
                            + "\r\nConnection: close\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
                            + name + ": " + bytes + "\r\n"
                            + (get ? "\r\n" : "Content-Length: " + Doors.PING.length() + "\r\n\r\n" + Doors.PING));
                    HttpReply reply = wire.reply();
                    Doors.requireSafeWords(reply.body());
                    assertThat(reply.status()).as(path + " " + reply.body()).isNotEqualTo(500);
                    statuses.add(reply.status());
                }
            }
        }
        return statuses.stream().distinct().sorted().toList().toString();
    }
}
