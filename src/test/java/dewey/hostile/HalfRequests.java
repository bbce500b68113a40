package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.wire.Handshake;
import dewey.wire.Wire;
import dewey.wire.WireSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Requests whose heads never come: that stop, that drip, that are given up. */
final class HalfRequests {
    private static final String ROOM = "websocket";
    private static final int LONGEST_SECONDS = 60;
    private static final int BYTE_EACH_MS = 2_000;

    private final Doors doors;
    private final String whole;

    HalfRequests(Doors doors) {
        this.doors = doors;
        whole = Handshake.to(doors.mcp()).with("X-Slow", "x".repeat(200)).text();
    }

    Stream<Case> cases() {
        return Stream.of(
                Case.of(Row.H15, ROOM, "300 handshakes that stop in the middle", () -> stopped(300)),
                Case.of(Row.H15, ROOM, "500 handshakes that are abandoned", () -> abandoned(500)),
                Case.longOne(Row.H15, ROOM, "2,000 handshakes that are abandoned", () -> abandoned(2_000)),
                Case.longOne(
                        Row.H15, ROOM, "a handshake of one byte each two seconds", () -> slow(Wire.to(doors.mcp()))),
                Case.longOne(Row.H15, ROOM, "the same behind a request that was answered", () -> slow(answered())),
                Case.longOne(Row.H15, "http", "a connection without a byte", this::silent));
    }

    /** Slow senders hold a connection each, but no thread: there are more of them than the container has threads. */
    private String stopped(int count) throws Exception {
        List<Wire> wires = new ArrayList<>();
        try {
            String half = whole.substring(0, 60);
            for (int i = 0; i < count; i++) {
                Wire wire = Wire.to(doors.mcp());
                wires.add(wire);
                wire.send(half);
            }
            for (Wire wire : wires.subList(0, 20)) {
                wire.send("x");
            }
            try (WireSocket socket = doors.open()) {
                Doors.requireServed(socket);
            }
            return "others are served";
        } finally {
            for (Wire wire : wires) {
                wire.close();
            }
        }
    }

    private String abandoned(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            try (Wire wire = Wire.to(doors.mcp())) {
                wire.send(whole.substring(0, i % whole.length()));
                if (i % 3 == 0) {
                    wire.reset();
                }
            }
        }
        return "forgotten";
    }

    /** Whoever bounds it, the server or Dewey: the end is there within a minute. */
    private String slow(Wire connection) throws Exception {
        long begun = System.nanoTime();
        try (Wire wire = connection) {
            wire.patience(BYTE_EACH_MS);
            for (int i = 0; secondsSince(begun) < LONGEST_SECONDS; i++) {
                wire.send(whole.substring(i, i + 1));
                if (wire.ends()) {
                    return "cut after " + secondsSince(begun) + " s";
                }
            }
        } catch (IOException cut) {
            return "cut after " + secondsSince(begun) + " s";
        }
        throw new AssertionError("still waiting for the rest of a handshake after a minute");
    }

    private Wire answered() throws IOException {
        Wire wire = Wire.to(doors.mcp());
        wire.send("GET /health/live HTTP/1.1\r\nHost: " + doors.mcp().getAuthority() + "\r\n\r\n");
        assertThat(wire.reply().status()).isEqualTo(200);
        return wire;
    }

    private String silent() throws IOException {
        long begun = System.nanoTime();
        try (Wire wire = Wire.to(doors.mcp())) {
            wire.patience((int) TimeUnit.SECONDS.toMillis(LONGEST_SECONDS + 30L));
            assertThat(wire.ends())
                    .as("the end of a connection on which no request begins")
                    .isTrue();
            return "cut after " + secondsSince(begun) + " s";
        }
    }

    private static long secondsSince(long begun) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
    }
}
