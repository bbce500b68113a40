package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RunningDewey;
import dewey.wire.HttpReply;
import dewey.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Bodies over HTTP that are not what they seem: compressed, of another charset, cut off, or never there. */
final class Compressed {
    private static final String ROOM = "http";
    private static final String[] JSON = {
        "Content-Type", "application/json", "Accept", "application/json, text/event-stream"
    };

    private final RunningDewey dewey;
    private final Doors doors;

    Compressed(RunningDewey dewey) {
        this.dewey = dewey;
        doors = new Doors(dewey);
    }

    Stream<Case> cases() {
        Stream<Case> compressed = Stream.of("/mcp", "/proxy/over-http", "/api/import")
                .flatMap(path -> Stream.of("gzip", "deflate", "br", "GZIP, gzip", "x", "identity, gzip")
                        .map(coding -> Case.of(Row.H13, ROOM, coding + " to " + path, () -> refused(path, coding))));
        Stream<Case> charsets = Stream.of("UTF-16", "UTF-32", "ISO-8859-1")
                .map(name -> Case.of(Row.H13, ROOM, "a body in " + name, () -> inCharset(name)));
        Stream<Case> types = Stream.of(
                        "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x", "")
                .map(type -> Case.of(Row.H13, ROOM, "a body of type \"" + type + "\"", () -> ofType(type)));
        return Stream.of(
                        compressed,
                        charsets,
                        types,
                        Stream.of(
                                Case.of(Row.H13, ROOM, "cut off in the middle of a message to store", this::cutOff),
                                Case.of(Row.H13, ROOM, "100 announced and none sent", this::announced),
                                Case.of(Row.H54, ROOM, "twenty clients that read nothing of 4 MiB each", this::unread)
                                        .takingItsTime()))
                .flatMap(cases -> cases);
    }

    /** A thousand times smaller than what it would be: it is not inflated to find out. */
    private String refused(String path, String coding) throws IOException {
        ByteArrayOutputStream small = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(small)) {
            gzip.write("[".repeat(8 << 20).getBytes(StandardCharsets.US_ASCII));
        }
        try (Wire wire = Wire.to(doors.mcp())) {
            wire.send(head(path, small.size(), "Content-Encoding: " + coding + "\r\n"));
            wire.send(small.toByteArray());
            HttpReply reply = wire.reply();
            assertThat(reply.status()).as(reply.body()).isEqualTo(415);
            return "415";
        }
    }

    private String head(String path, int length, String more) {
        return "POST " + path + " HTTP/1.1\r\nHost: " + doors.mcp().getAuthority()
                + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
                + "Connection: close\r\n" + more + "Content-Length: " + length + "\r\n\r\n";
    }

    private String inCharset(String name) throws IOException {
        byte[] body = Doors.PING.replace("\"p\"", "\"\u00e9\"").getBytes(Charset.forName(name));
        try (Wire wire = Wire.to(doors.mcp())) {
            wire.send(head("/mcp", body.length, "").replace("/json\r\nA", "/json; charset=" + name + "\r\nA"));
            wire.send(body);
            HttpReply reply = wire.reply();
            Doors.requireSafeWords(reply.body());
            assertThat(reply.status()).as(reply.body()).isIn(400, 415);
            assertThat(reply.body()).as("JSON is UTF-8 (RFC 8259)").doesNotContain("result");
            return Integer.toString(reply.status());
        }
    }

    private String ofType(String type) throws IOException {
        HttpReply reply = doors.request("POST", "/mcp", Doors.PING, "Content-Type", type, "Accept", JSON[3]);
        assertThat(reply.status()).isEqualTo(415);
        return "415";
    }

    /** Nothing of it is stored, though all that matters was there. */
    private String cutOff() throws Exception {
        try (Tools tools = new Tools(dewey)) {
            String conversation = tools.begin();
            String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{" + McpCases.META
                    + ",\"name\":\"dewey_store_message\",\"arguments\":{\"conversation_id\":\"" + conversation
                    + "\",\"role\":\"user\",\"content\":\"half\"}}}";
            try (Wire wire = Wire.to(doors.mcp())) {
                wire.send(head("/mcp", call.length() + 1, "") + call);
                wire.finish();
                wire.ends();
            }
            TimeUnit.MILLISECONDS.sleep(300);
            assertThat(tools.messages(conversation)).isEmpty();
            return "nothing is stored";
        }
    }

    private String announced() throws IOException {
        try (Wire wire = Wire.to(doors.mcp())) {
            wire.send(head("/mcp", 100, "Expect: 100-continue\r\n"));
            assertThat(wire.head().status()).isIn(100, 417);
            wire.finish();
            assertThat(wire.ends()).isTrue();
            return "the connection ends";
        }
    }

    /** More than the systems on both sides take in; each waits in the server until its time is over. */
    private String unread() throws Exception {
        try (Tools tools = new Tools(dewey)) {
            String conversation = tools.begin();
            for (int i = 0; i < 4; i++) {
                tools.store(conversation, "content", "x".repeat(900_000));
            }
            String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{" + McpCases.META
                    + ",\"name\":\"dewey_get_conversation\",\"arguments\":{\"conversation_id\":\"" + conversation
                    + "\"}}}";
            List<Wire> wires = new java.util.ArrayList<>();
            try {
                for (int i = 0; i < 20; i++) {
                    Wire wire = Wire.narrow(doors.mcp());
                    wires.add(wire);
                    wire.send(head(
                                    "/mcp",
                                    call.length(),
                                    "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\n"
                                            + "Mcp-Name: dewey_get_conversation\r\n")
                            + call);
                }
                // longer than a client may leave an answer unread, in this server (DEWEY_WEBSOCKET_SEND_TIMEOUT)
                TimeUnit.SECONDS.sleep(10);
                for (Wire wire : wires) {
                    // a whole answer has the content twice
                    assertThat(wire.rest()).isLessThan(2L * 4 * 900_000);
                }
                return "cut";
            } finally {
                for (Wire wire : wires) {
                    wire.close();
                }
            }
        }
    }
}
