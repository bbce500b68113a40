package dewey.hostile;

import dewey.hostile.FrameDoor.Sending;
import dewey.hostile.FrameDoor.Trial;
import dewey.wire.Frame;
import dewey.wire.WireSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Sections 1 to 5, 9 and 10 of the Autobahn test suite at one door: what RFC 6455 says of frames and fragments. */
final class Autobahn {
    private static final Set<Integer> BROKEN = Set.of(1002);
    private static final String HELLO = "Hello, wörld! ✓ 𝄞";
    private static final int[] SIZES = {0, 125, 126, 127, 128, 65535, 65536};

    private final FrameDoor door;
    private final List<Case> cases = new ArrayList<>();

    Autobahn(FrameDoor door) {
        this.door = door;
    }

    Stream<Case> cases() {
        sizes();
        pings();
        reservedBits();
        opcodes();
        fragments();
        misplacedFragments();
        large();
        return cases.stream();
    }

    private void sizes() {
        for (int size : SIZES) {
            good(Row.H25, "1.1 text of " + size, "*".repeat(size), s -> s.send("*".repeat(size)));
        }
        good(Row.H25, "1.1.8 text of 65536 in chops of 997", "*".repeat(65536), s -> s.wire()
                .send(Frame.text("*".repeat(65536)).bytes(), 997, 0));
        if (door.echoes()) {
            for (int size : SIZES) {
                byte[] data = new byte[size];
                java.util.Arrays.fill(data, (byte) 0xfe);
                add(
                        Row.H25,
                        "1.2 binary of " + size,
                        () -> door.takes(data, s -> s.send(Frame.of(Frame.BINARY, data))));
            }
        } else {
            add(
                    Row.H19,
                    "1.2 binary, where messages are text",
                    () -> door.refuses(Set.of(1003), s -> s.send(Frame.of(Frame.BINARY, new byte[] {1}))));
        }
    }

    private void pings() {
        for (int size : new int[] {0, 13, 125}) {
            byte[] payload = new byte[size];
            java.util.Arrays.fill(payload, (byte) 0xff);
            trial(Row.H26, "2 ping of " + size, s -> pinged(s.send(Frame.of(Frame.PING, payload)), payload));
        }
        trial(Row.H26, "2.6 ping of 125, octet by octet", s -> {
            s.wire().send(Frame.ping("p".repeat(125)).bytes(), 1, 0);
            return pinged(s, "p".repeat(125).getBytes(StandardCharsets.US_ASCII));
        });
        bad(Row.H19, "2.5 ping of 126", s -> s.send(Frame.ping("p".repeat(126))));
        add(Row.H26, "2.7 pong nobody asked for", () -> door.ignores(s -> s.send(Frame.of(Frame.PONG, new byte[0]))));
        add(
                Row.H26,
                "2.8 pong nobody asked for, with words",
                () -> door.ignores(s -> s.send(Frame.of(Frame.PONG, "x".getBytes(StandardCharsets.US_ASCII)))));
        trial(
                Row.H26,
                "2.9 pong, then ping",
                s -> pinged(s.send(Frame.of(Frame.PONG, new byte[3]), Frame.ping("a")), new byte[] {'a'}));
        trial(Row.H26, "2.10 ten pings", s -> {
            for (int i = 0; i < 10; i++) {
                s.send(Frame.ping("ping " + i));
            }
            for (int i = 0; i < 10; i++) {
                FrameDoor.requirePong(s, ("ping " + i).getBytes(StandardCharsets.US_ASCII));
            }
            door.requireServed(s);
            return "ten pongs";
        });
    }

    private String pinged(WireSocket socket, byte[] payload) throws Exception {
        FrameDoor.requirePong(socket, payload);
        door.requireServed(socket);
        return "pong";
    }

    private void reservedBits() {
        for (int bits = 1; bits <= 7; bits++) {
            int reserved = bits;
            bad(
                    Row.H19,
                    "3 reserved bits " + bits + " on a text",
                    s -> s.send(Frame.text("x").reserved(reserved)));
            bad(Row.H19, "3 reserved bits " + bits + " behind a good text, octet by octet", s -> {
                s.send(Doors.PING);
                s.wire().send(Frame.text("x").reserved(reserved).bytes(), 1, 0);
            });
        }
        bad(Row.H19, "3.6 reserved bits on a ping", s -> s.send(Frame.ping("x").reserved(6)));
        bad(
                Row.H19,
                "3.7 reserved bits on a close",
                s -> s.send(Frame.close(1000, "").reserved(7)));
        if (!door.echoes()) {
            // Tyrus (2.1.5) takes what follows the header for the mask and waits for it; the pings end that
            cases.add(Case.of(
                            Row.H19,
                            door.room(),
                            "an unmasked text",
                            () -> door.refuses(
                                    Set.of(1002, 1001),
                                    s -> s.send(Frame.text("x").unmasked())))
                    .takingItsTime());
        }
    }

    private void opcodes() {
        for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
            bad(Row.H19, "4 opcode " + opcode + ", empty", s -> s.send(Frame.of(opcode, new byte[0])));
            bad(
                    Row.H19,
                    "4 opcode " + opcode + " with data behind a good text",
                    s -> s.send(
                            Frame.text(Doors.PING), Frame.of(opcode, "reserved".getBytes(StandardCharsets.US_ASCII))));
        }
    }

    private void fragments() {
        Frame head = Frame.text(HELLO).more();
        String both = HELLO + HELLO;
        good(Row.H20, "5.3 two fragments", both, s -> s.send(head, Frame.rest(HELLO)));
        good(Row.H20, "5.5 two fragments, octet by octet", both, s -> {
            s.wire().send(head.bytes(), 1, 0);
            s.wire().send(Frame.rest(HELLO).bytes(), 1, 0);
        });
        trial(Row.H20, "5.6 a ping between fragments", s -> {
            s.send(head, Frame.ping("between"), Frame.rest(HELLO));
            FrameDoor.requirePong(s, "between".getBytes(StandardCharsets.US_ASCII));
            door.requireAnswer(s, both.getBytes(StandardCharsets.UTF_8));
            door.requireServed(s);
            return "pong, then the answer";
        });
        trial(Row.H20, "5.19 five fragments with pings", s -> {
            s.send(
                    head,
                    Frame.rest(HELLO).more(),
                    Frame.ping("1"),
                    Frame.rest(HELLO).more());
            FrameDoor.requirePong(s, new byte[] {'1'});
            Thread.sleep(100);
            s.send(Frame.rest(HELLO).more(), Frame.ping("2"), Frame.rest(HELLO));
            FrameDoor.requirePong(s, new byte[] {'2'});
            door.requireAnswer(s, HELLO.repeat(5).getBytes(StandardCharsets.UTF_8));
            return "pongs, then the answer";
        });
        good(
                Row.H20,
                "empty fragments around the text",
                HELLO,
                s -> s.send(
                        Frame.text("").more(),
                        Frame.rest("").more(),
                        Frame.rest(HELLO).more(),
                        Frame.rest("")));
    }

    private void misplacedFragments() {
        bad(Row.H20, "5.1 a fragmented ping", s -> s.send(Frame.ping("a").more(), Frame.rest("b")));
        bad(
                Row.H20,
                "5.2 a fragmented pong",
                s -> s.send(Frame.of(Frame.PONG, new byte[1]).more(), Frame.rest("b")));
        bad(Row.H20, "a fragmented close", s -> s.send(Frame.close(1000, "").more(), Frame.rest("b")));
        bad(Row.H20, "5.9 a last fragment without a first", s -> s.send(Frame.rest("x"), Frame.text(Doors.PING)));
        bad(
                Row.H20,
                "5.12 a fragment without a first",
                s -> s.send(Frame.rest("x").more(), Frame.text(Doors.PING)));
        bad(Row.H20, "5.14 a fragment without a first, octet by octet", s -> s.wire()
                .send(Frame.rest("x").more().bytes(), 1, 0));
        bad(
                Row.H20,
                "5.15 one more behind the last",
                s -> s.send(
                        Frame.text("a").more(), Frame.rest("b"), Frame.rest("c").more(), Frame.text("d")));
        bad(Row.H20, "5.16 misplaced ones again and again", s -> {
            for (int i = 0; i < 2; i++) {
                s.send(Frame.rest("a").more(), Frame.text("b").more(), Frame.rest("c"));
            }
        });
        bad(Row.H20, "5.18 a text inside a text", s -> s.send(Frame.text("a").more(), Frame.text("b")));
        bad(
                Row.H20,
                "a binary inside a text",
                s -> s.send(Frame.text("a").more(), Frame.of(Frame.BINARY, new byte[1])));
    }

    private void large() {
        for (int size : new int[] {256 << 10, 1 << 20, 4 << 20}) {
            String text = "x".repeat(size);
            good(Row.H25, "9.1 text of " + (size >> 10) + " KiB", text, s -> s.send(text));
            if (door.echoes()) {
                byte[] data = new byte[size];
                add(
                        Row.H25,
                        "9.2 binary of " + (size >> 10) + " KiB",
                        () -> door.takes(data, s -> s.send(Frame.of(Frame.BINARY, data))));
            }
        }
        for (int fragment : new int[] {256, 4 << 10, 64 << 10}) {
            good(
                    Row.H25,
                    "9.3 text of 1 MiB in fragments of " + fragment,
                    "x".repeat(1 << 20),
                    s -> inFragments(s, 1 << 20, fragment));
        }
        for (int chop : new int[] {64, 1024}) {
            good(Row.H25, "9.5 text of 256 KiB in chops of " + chop, "x".repeat(256 << 10), s -> s.wire()
                    .send(Frame.text("x".repeat(256 << 10)).bytes(), chop, 0));
        }
        good(
                Row.H25,
                "10.1 text of 64 KiB in fragments of 1300",
                "x".repeat(1300 * 50),
                s -> inFragments(s, 1300 * 50, 1300));
    }

    private static void inFragments(WireSocket socket, int size, int fragment) throws java.io.IOException {
        String piece = "x".repeat(fragment);
        int count = size / fragment;
        for (int i : IntStream.range(0, count).toArray()) {
            Frame frame = i == 0 ? Frame.text(piece) : Frame.rest(piece);
            socket.send(i < count - 1 ? frame.more() : frame);
        }
    }

    private void good(Row row, String what, String message, Sending sending) {
        add(row, what, () -> door.takes(message.getBytes(StandardCharsets.UTF_8), sending));
    }

    private void bad(Row row, String what, Sending sending) {
        add(row, what, () -> door.refuses(BROKEN, sending));
    }

    private void trial(Row row, String what, Trial trial) {
        add(row, what, () -> door.tries(trial));
    }

    private void add(Row row, String what, Case.Attack attack) {
        cases.add(Case.of(row, door.room(), what, attack));
    }
}
