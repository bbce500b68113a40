package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.servers.Differences;
import dewey.wire.Frame;
import dewey.wire.WireSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/** Too much at one door: fragments, announced bytes, pings, and messages over the limit. */
@SuppressWarnings("try") // an upstream that only has to be there
final class Floods {
    private static final int LIMIT = 16 << 20;
    private static final Set<Integer> TOO_BIG = Set.of(1009);
    private static final Set<Integer> PINGS_UNANSWERED = Set.of(1001);
    /** A single frame over Tyrus's buffer: what its own failure is closed with depends on who is first. */
    private static final Set<Integer> TOO_BIG_AT_ONCE = Set.of(1009, 1011);

    private final FrameDoor door;

    Floods(FrameDoor door) {
        this.door = door;
    }

    Stream<Case> cases() {
        return Stream.of(
                of(
                        Row.H18,
                        "64 KiB that inflate to 64 MiB, under reserved bit 1",
                        () -> door.refuses(
                                Set.of(1002),
                                s -> s.send(Frame.of(Frame.TEXT, bomb()).reserved(4)))),
                of(Row.H23, "a million fragments of one byte", () -> door.refuses(TOO_BIG, s -> fragments(s, "x"))),
                of(
                        Row.H23,
                        "a million empty fragments",
                        () -> door.refuses(
                                door.ownFrames() || Differences.tellDeweyOfEmptyFragments()
                                        ? TOO_BIG
                                        : PINGS_UNANSWERED,
                                s -> fragments(s, ""))),
                of(
                        Row.H24,
                        "2^63-1, 2^63 and 2^31 bytes announced, by ten sockets each, then silence",
                        this::announced),
                of(Row.H25, "exactly the limit", () -> {
                    byte[] text = new byte[LIMIT];
                    java.util.Arrays.fill(text, (byte) 'x');
                    return door.takes(text, s -> s.send(Frame.of(Frame.TEXT, text)));
                }),
                of(Row.H25, "one byte over the limit", () -> door.refuses(TOO_BIG, s -> s.send("x".repeat(LIMIT + 1)))),
                of(
                        Row.H25,
                        "ten times the limit, in one frame",
                        () -> door.refuses(TOO_BIG_AT_ONCE, s -> flood(s, 10L * LIMIT))),
                of(Row.H25, "ten times the limit, in fragments", () -> door.refuses(TOO_BIG, this::endless)),
                of(Row.H26, "20,000 pings, pongs read", () -> door.tries(this::pingFlood)),
                of(Row.H26, "20,000 pings, nothing read", () -> door.tries(this::deafPingFlood)),
                of(
                        Row.H26,
                        "20,000 pongs nobody asked for",
                        () -> door.ignores(s -> {
                            byte[] pong = Frame.of(Frame.PONG, new byte[100]).bytes();
                            for (int i = 0; i < 20_000; i++) {
                                s.wire().send(pong);
                            }
                        })));
    }

    private static byte[] bomb() {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] zeroes = new byte[1 << 20];
        byte[] block = new byte[1 << 16];
        for (int i = 0; i < 64; i++) {
            deflater.setInput(zeroes);
            for (int n = deflater.deflate(block); n > 0; n = deflater.deflate(block)) {
                out.write(block, 0, n);
            }
        }
        deflater.end();
        return out.toByteArray();
    }

    private static void fragments(WireSocket socket, String text) throws IOException {
        byte[] more = Frame.rest(text).more().bytes();
        ByteArrayOutputStream thousand = new ByteArrayOutputStream();
        for (int i = 0; i < 1000; i++) {
            thousand.writeBytes(more);
        }
        socket.send(Frame.text(text).more());
        for (int i = 0; i < 1000; i++) {
            socket.wire().send(thousand.toByteArray());
        }
    }

    /** Nothing is allocated by what a header says. What comes is one frame for ever, so that pings are not answered: they end it. */
    private String announced() throws Exception {
        List<WireSocket> sockets = new ArrayList<>();
        try (AutoCloseable upstream = door.upstream()) {
            for (long bytes : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 1L << 31}) {
                for (int i = 0; i < 10; i++) {
                    WireSocket socket = WireSocket.open(door.address());
                    sockets.add(socket);
                    socket.send(Frame.text("x").announcing(bytes));
                }
            }
            Set<String> outcomes = new TreeSet<>();
            for (WireSocket socket : sockets) {
                int code = socket.closeCode();
                assertThat(code).isIn(1001, 1002, 1006, 1009);
                outcomes.add(Integer.toString(code));
            }
            return String.join(", ", outcomes);
        } finally {
            for (WireSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private static void flood(WireSocket socket, long bytes) throws IOException {
        socket.send(Frame.text("").announcing(bytes));
        byte[] block = new byte[1 << 16];
        for (long sent = 0; sent < bytes; sent += block.length) {
            socket.wire().send(block);
        }
    }

    private void endless(WireSocket socket) throws IOException {
        String megabyte = "x".repeat(1 << 20);
        socket.send(Frame.text(megabyte).more());
        for (int i = 0; i < 160; i++) {
            socket.send(Frame.rest(megabyte).more());
        }
    }

    private String pingFlood(WireSocket socket) throws IOException {
        int pongs = 0;
        for (int i = 0; i < 200; i++) {
            for (int k = 0; k < 100; k++) {
                socket.wire().send(ping(k));
            }
            for (int last = -1; last < 99; pongs++) {
                Frame pong = socket.next();
                assertThat(pong.opcode()).isEqualTo(Frame.PONG);
                int answered = Integer.parseInt(new String(pong.payload(), StandardCharsets.US_ASCII).strip());
                // RFC 6455 §5.5.3: of many at once Dewey's own frames answer the last ones
                assertThat(answered).isGreaterThan(last).isLessThanOrEqualTo(door.ownFrames() ? 99 : last + 1);
                last = answered;
            }
        }
        door.requireServed(socket);
        return pongs + " pongs";
    }

    private static byte[] ping(int number) {
        return Frame.ping(" ".repeat(97) + number).bytes();
    }

    private String deafPingFlood(WireSocket socket) throws Exception {
        byte[] ping = Frame.ping("x".repeat(125)).bytes();
        socket.wire().patience(15_000);
        try {
            for (int i = 0; i < 20_000; i++) {
                socket.wire().send(ping);
            }
        } catch (IOException cut) {
            return "cut";
        }
        door.requireServed(socket);
        return "answered when read";
    }

    private Case of(Row row, String what, Case.Attack attack) {
        return Case.of(row, door.room(), what, attack);
    }
}
