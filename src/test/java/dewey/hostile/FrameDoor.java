package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.wire.Frame;
import dewey.wire.WireSocket;
import java.io.IOException;
import java.net.URI;
import java.util.Set;

/**
 * A door at which frames are tried. At MCP's every text is answered, by an error at least; behind the relay's stands an upstream
 * that sends everything back.
 *
 * @param echoes whether it is the relay's
 * @param ownFrames whether Dewey reads and writes its frames itself
 */
@SuppressWarnings("try") // an upstream that only has to be there
record FrameDoor(String room, URI address, boolean echoes, boolean ownFrames) {
    private static final int GONE = 1006;

    static FrameDoor mcp(Doors doors) {
        return new FrameDoor("websocket", doors.mcp(), false, isTrue("DEWEY_WEBSOCKET_OWN_FRAMES"));
    }

    static FrameDoor relay(Doors doors) {
        return new FrameDoor("proxy", doors.relay(), true, isTrue("DEWEY_PROXY_OWN_FRAMES"));
    }

    /** As the server is told, too. */
    private static boolean isTrue(String variable) {
        return Boolean.parseBoolean(System.getenv(variable));
    }

    /** How frames are put on the wire. */
    interface Sending {
        void of(WireSocket socket) throws IOException;
    }

    /** The upstream that the relay needs; none for the other door. */
    AutoCloseable upstream() {
        return echoes ? new EchoUpstream() : () -> {};
    }

    /** The frames make one good message: it is answered, and the socket goes on. */
    String takes(byte[] message, Sending sending) throws Exception {
        try (AutoCloseable upstream = upstream();
                WireSocket socket = WireSocket.open(address)) {
            sending.of(socket);
            requireAnswer(socket, message);
            requireServed(socket);
            return echoes ? "echoed" : "answered";
        }
    }

    /** The frames break the protocol: the socket is closed with one of these codes, or cut. */
    String refuses(Set<Integer> codes, Sending sending) throws Exception {
        try (AutoCloseable upstream = upstream();
                WireSocket socket = WireSocket.open(address)) {
            try {
                sending.of(socket);
            } catch (IOException cut) {
                // it was closed while this was being sent
            }
            int code = socket.closeCode();
            if (code != GONE) {
                assertThat(codes).contains(code);
            }
            return code == GONE ? "cut" : Integer.toString(code);
        }
    }

    /** The frames are taken without a word, and the socket goes on. */
    String ignores(Sending sending) throws Exception {
        try (AutoCloseable upstream = upstream();
                WireSocket socket = WireSocket.open(address)) {
            sending.of(socket);
            requireServed(socket);
            return "ignored";
        }
    }

    /** Something of its own. */
    String tries(Trial trial) throws Exception {
        try (AutoCloseable upstream = upstream();
                WireSocket socket = WireSocket.open(address)) {
            return trial.of(socket);
        }
    }

    interface Trial {
        String of(WireSocket socket) throws Exception;
    }

    void requireAnswer(WireSocket socket, byte[] message) throws IOException {
        byte[] answer = socket.message();
        assertThat(answer).as("an answer").isNotNull();
        if (echoes) {
            // in words, 16 MiB of bytes would be too much for whoever reads the failure
            assertThat(java.util.Arrays.equals(answer, message))
                    .as("the same bytes")
                    .isTrue();
        } else {
            Doors.requireSafeWords(new String(answer, java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    void requireServed(WireSocket socket) throws IOException {
        String answer = socket.ask(Doors.PING);
        assertThat(answer).isEqualTo(echoes ? Doors.PING : Doors.PONG);
    }

    /** A ping comes back with its payload. */
    static void requirePong(WireSocket socket, byte[] payload) throws IOException {
        Frame pong = socket.next();
        assertThat(pong.opcode()).as("opcode of the answer to a ping").isEqualTo(Frame.PONG);
        assertThat(pong.payload()).isEqualTo(payload);
    }
}
