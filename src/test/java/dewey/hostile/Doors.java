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

    private static final String LOOPBACK = "127.0.0.1";
    private static final Pattern INSIDE = Pattern.compile(
            "\\bat"
                    + " [a-z]\\w*(\\.\\w+)+\\(|\\w+(Exception|Error)\\b:|org\\.postgresql|jakarta\\.|java\\.lang|PSQL|SQLState");

    private final URI mcp;
    private final String from;

    Doors(RunningDewey dewey) {
        this(dewey.mcp(), LOOPBACK);
    }

    /** @param from an address of this machine, where the clients seem to be */
    Doors(URI mcp, String from) {
        this.mcp = mcp;
        this.from = from;
    }

    URI mcp() {
        return mcp;
    }

    URI relay() {
        return at("/proxy/scripted");
    }

    URI at(String path) {
        return mcp.resolve(path);
    }

    /** The answer to a handshake. */
    HttpHead answer(Handshake handshake) throws IOException {
        try (Wire wire = Wire.between(from, mcp)) {
            wire.send(handshake.text());
            return checked(wire.head());
        }
    }

    /** The answer to a request, of which every byte is given but its length, and its {@code Host} where that is not given either. */
    HttpReply request(String method, String path, String body, String... headers) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(
                method + " " + path + " HTTP/1.1\r\nConnection: close\r\nContent-Length: " + bytes.length + "\r\n");
        if (!List.of(headers).contains("Host")) {
            head.append("Host: ").append(mcp.getAuthority()).append("\r\n");
        }
        for (int i = 0; i < headers.length; i += 2) {
            head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        try (Wire wire = Wire.between(from, mcp)) {
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
