package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RunningDewey;
import dewey.wire.Handshake;
import dewey.wire.HttpHead;
import dewey.wire.HttpReply;
import dewey.wire.Wire;
import dewey.wire.WireSocket;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** The ways into the server, for clients that speak by hand. What comes out is looked at: it must tell nothing of the inside. */
final class Doors {
    static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}";
    static final String PONG = "{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"result\":{}}";

    private static final Pattern INSIDE = Pattern.compile(
            "\\bat"
                    + " [a-z]\\w*(\\.\\w+)+\\(|\\w+(Exception|Error)\\b:|org\\.postgresql|jakarta\\.|java\\.lang|PSQL|SQLState");

    private final RunningDewey dewey;

    Doors(RunningDewey dewey) {
        this.dewey = dewey;
    }

    URI mcp() {
        return dewey.mcp();
    }

    URI relay() {
        return dewey.webSocket("/proxy/scripted");
    }

    URI at(String path) {
        return dewey.webSocket(path);
    }

    /** The answer to a handshake. */
    HttpHead answer(Handshake handshake) throws IOException {
        try (Wire wire = Wire.to(mcp())) {
            wire.send(handshake.text());
            return checked(wire.head());
        }
    }

    /** The answer to a request, of which every byte is given but its {@code Host} and its length. */
    HttpReply request(String method, String path, String body, String... headers) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + mcp().getAuthority()
                + "\r\nConnection: close\r\nContent-Length: " + bytes.length + "\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        try (Wire wire = Wire.to(mcp())) {
            wire.send(head.append("\r\n").toString());
            wire.send(bytes);
            HttpReply reply = wire.reply();
            requireSafeWords(reply.body());
            return reply;
        }
    }

    HttpReply post(String path, String body, String... headers) throws IOException {
        List<String> all = new java.util.ArrayList<>(
                List.of("Content-Type", "application/json", "Accept", "application/json, text/event-stream"));
        all.addAll(List.of(headers));
        return request("POST", path, body, all.toArray(String[]::new));
    }

    /** A socket to MCP that works. */
    WireSocket open() throws IOException {
        return WireSocket.open(mcp());
    }

    private static HttpHead checked(HttpHead head) {
        requireSafeWords(head.text());
        return head;
    }

    static void requireSafeWords(String answer) {
        assertThat(INSIDE.matcher(answer).find())
                .as("an answer that tells of the inside: " + answer)
                .isFalse();
    }

    /** Still there and still serving. */
    static void requireServed(WireSocket socket) throws IOException {
        assertThat(socket.ask(PING)).isEqualTo(PONG);
    }
}
