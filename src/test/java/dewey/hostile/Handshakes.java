package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RunningDewey;
import dewey.wire.Handshake;
import dewey.wire.HttpHead;
import dewey.wire.Wire;
import dewey.wire.WireSocket;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Requests that want to become WebSockets: from where they may come, and what they must say. */
final class Handshakes {
    private static final String ROOM = "websocket";
    private static final List<String> PATHS = List.of("/mcp", "/", "/proxy/scripted");
    private static final Set<Integer> REFUSALS = Set.of(400, 404, 405, 406, 426);

    private final RunningDewey dewey;
    private final Doors doors;

    Handshakes(RunningDewey dewey) {
        this.dewey = dewey;
        doors = new Doors(dewey);
    }

    Stream<Case> cases() {
        return Stream.of(origins(), kinds(), subprotocols(), extensions(), floods())
                .flatMap(cases -> cases);
    }

    private Stream<Case> origins() {
        String own = doors.mcp().getAuthority();
        List<Case> cases = new ArrayList<>();
        for (String path : PATHS) {
            cases.add(forbidden(Row.H01, "WebSocket " + path, at(path).with("Origin", "https://evil.example")));
            cases.add(forbidden(
                    Row.H02,
                    "two origins, " + path,
                    at(path).with("Origin", "http://" + own).with("Origin", "https://evil.example")));
        }
        cases.add(Case.of(Row.H01, "http", "POST /mcp", () -> {
            int status = doors.post("/mcp", Doors.PING, "Origin", "https://evil.example")
                    .status();
            assertThat(status).isEqualTo(403);
            return "403";
        }));
        for (String origin : List.of(
                "null",
                "http://" + own + ".evil.example",
                "http://evil.example/" + own,
                "http://evil.example#" + own,
                "http://" + own + "@evil.example",
                "http://xlocalhost:" + doors.mcp().getPort(),
                "http:\\\\" + own + "@evil.example",
                "http://localhost:1",
                "http://[::ffff:127.0.0.1]:" + doors.mcp().getPort(),
                "file://",
                "",
                "%",
                "x".repeat(4000))) {
            cases.add(forbidden(Row.H02, "Origin: " + cut(origin), at("/mcp").with("Origin", origin)));
        }
        for (String path : PATHS.subList(0, 2)) {
            cases.add(served(Row.H03, "no Origin at " + path, at(path)));
        }
        for (String host :
                List.of("attacker.test", "attacker.test:" + doors.mcp().getPort(), "127.0.0.1.attacker.test")) {
            cases.add(forbidden(
                    Row.H04,
                    "Host and Origin " + host,
                    at("/mcp").instead("Host", host).with("Origin", "http://" + host)));
        }
        return cases.stream();
    }

    private Stream<Case> kinds() {
        return Stream.of(
                refused("no key", at("/mcp").without("Sec-WebSocket-Key")),
                refused("an empty key", at("/mcp").instead("Sec-WebSocket-Key", "")),
                refused("a key of one byte", at("/mcp").instead("Sec-WebSocket-Key", "AA==")),
                refused("a key that is no Base64", at("/mcp").instead("Sec-WebSocket-Key", "?".repeat(24))),
                refused("version 8", at("/mcp").instead("Sec-WebSocket-Version", "8")),
                refused("version 99999999999", at("/mcp").instead("Sec-WebSocket-Version", "99999999999")),
                refused("no version", at("/mcp").without("Sec-WebSocket-Version")),
                refused("no Upgrade", at("/mcp").without("Upgrade")),
                refused("no Connection", at("/mcp").without("Connection")),
                refused("Upgrade to something else", at("/mcp").instead("Upgrade", "h2c")),
                refused("PUT", at("/mcp").line("PUT /mcp HTTP/1.1").with("Content-Length", "0")),
                refused("HTTP/1.0", at("/mcp").line("GET /mcp HTTP/1.0")),
                refused("a path that is not there", at("/mcp").line("GET /mcpx HTTP/1.1")),
                refused("a path that climbs", at("/mcp").line("GET /mcp/../../WEB-INF/web.xml HTTP/1.1")),
                refused("no HTTP at all", at("/mcp").line("\u0016\u0003\u0001\u0002 nonsense")));
    }

    private Stream<Case> subprotocols() {
        return Stream.of(
                agreed("mcp", "mcp", "mcp"),
                agreed("foo", "foo", null),
                agreed("mcp, foo", "mcp, foo", "mcp"),
                agreed("foo, mcp", "foo, mcp", "mcp"),
                agreed("mcp in capitals", "MCP", null),
                agreed("a hundred of them", "p,".repeat(100) + "mcp", "mcp"),
                agreed("with HTML", "<script>", null));
    }

    private Case agreed(String what, String offered, String expected) {
        return Case.of(Row.H16, ROOM, what, () -> {
            Handshake handshake = at("/mcp").with("Sec-WebSocket-Protocol", offered);
            try (WireSocket socket = WireSocket.open(Wire.to(doors.mcp()), handshake)) {
                assertThat(socket.handshake().header("Sec-WebSocket-Protocol").orElse(null))
                        .isEqualTo(expected);
                Doors.requireServed(socket);
                return expected == null ? "none" : expected;
            }
        });
    }

    private Stream<Case> extensions() {
        return Stream.of(
                        "permessage-deflate",
                        "permessage-deflate; client_max_window_bits",
                        "permessage-deflate; client_no_context_takeover; server_no_context_takeover",
                        "permessage-deflate; server_max_window_bits=9",
                        "permessage-deflate; server_max_window_bits=15",
                        "permessage-deflate; client_max_window_bits=7",
                        "permessage-deflate; client_max_window_bits=16",
                        "permessage-deflate; client_max_window_bits=\"10\"",
                        "permessage-deflate; server_max_window_bits=99999999999999999999",
                        "permessage-deflate, permessage-deflate; server_max_window_bits=10",
                        "permessage-bzip2",
                        "x-webkit-deflate-frame",
                        "unknown; a=b; c=\"d\"",
                        "; ; ;",
                        "a".repeat(5000),
                        "a,".repeat(500) + "a")
                .map(offer -> Case.of(Row.H17, ROOM, "offered: " + cut(offer), () -> declined(offer)));
    }

    private String declined(String offer) throws IOException {
        try (Wire wire = Wire.to(doors.mcp())) {
            wire.send(at("/mcp").with("Sec-WebSocket-Extensions", offer).text());
            HttpHead answer = wire.head();
            assertThat(answer.status()).as(answer.text()).isIn(101, 400, 431);
            assertThat(answer.header("Sec-WebSocket-Extensions")).isEmpty();
            return answer.status() == 101 ? "declined" : Integer.toString(answer.status());
        }
    }

    private Stream<Case> floods() {
        return Stream.of(
                Case.of(
                        Row.H15,
                        ROOM,
                        "100 KB of headers",
                        () -> hugeHeaders(at("/mcp").with("X-Huge", "x".repeat(100_000)))),
                Case.of(
                        Row.H15,
                        ROOM,
                        "a request line of 100 KB",
                        () -> hugeHeaders(at("/mcp").line("GET /mcp?" + "x".repeat(100_000) + " HTTP/1.1"))),
                Case.of(Row.H15, ROOM, "ten thousand headers", () -> {
                    Handshake many = at("/mcp");
                    for (int i = 0; i < 10_000; i++) {
                        many.with("X-" + i, "x");
                    }
                    return hugeHeaders(many);
                }));
    }

    private String hugeHeaders(Handshake handshake) throws IOException {
        try (Wire wire = Wire.to(doors.mcp())) {
            try {
                wire.send(handshake.text());
                int status = wire.head().status();
                assertThat(status).isIn(400, 413, 414, 431);
                return Integer.toString(status);
            } catch (IOException cut) {
                return "the connection ends";
            }
        }
    }

    private Case forbidden(Row row, String what, Handshake handshake) {
        return Case.of(row, ROOM, what, () -> {
            HttpHead answer = doors.answer(handshake);
            assertThat(answer.status()).as(answer.text()).isEqualTo(403);
            return "403";
        });
    }

    private Case refused(String what, Handshake handshake) {
        return Case.of(Row.H14, ROOM, what, () -> {
            try (Wire wire = Wire.to(doors.mcp())) {
                wire.send(handshake.text());
                try {
                    int status = wire.head().status();
                    assertThat(REFUSALS).contains(status);
                    return Integer.toString(status);
                } catch (java.io.EOFException end) {
                    return "the connection ends";
                }
            }
        });
    }

    private Case served(Row row, String what, Handshake handshake) {
        return Case.of(row, ROOM, what, () -> {
            try (WireSocket socket = WireSocket.open(Wire.to(doors.mcp()), handshake)) {
                Doors.requireServed(socket);
                return "served";
            }
        });
    }

    private Handshake at(String path) {
        URI address = dewey.webSocket(path);
        return Handshake.to(address);
    }

    private static String cut(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
