package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.wire.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Section 7 of the Autobahn test suite at one door: closes, and what only looks like one. */
final class Closes {
    private static final Set<Integer> BROKEN = Set.of(1002);

    private final FrameDoor door;
    private final List<Case> cases = new ArrayList<>();

    Closes(FrameDoor door) {
        this.door = door;
    }

    Stream<Case> cases() {
        closes();
        closeCodes();
        return cases.stream();
    }

    private void closes() {
        closed("7.1.1 behind a text", 1000, Frame.text(Doors.PING), Frame.close(1000, ""));
        closed("7.1.2 two closes", 1000, Frame.close(1000, ""), Frame.close(1000, ""));
        closed("7.1.3 a ping behind it", 1000, Frame.close(1000, ""), Frame.ping("x"));
        closed("7.1.4 a text behind it", 1000, Frame.close(1000, ""), Frame.text(Doors.PING));
        closed("7.1.5 inside a message", 1000, Frame.text("x").more(), Frame.close(1000, ""), Frame.rest("y"));
        closed("7.1.6 behind 256 KiB", 1000, Frame.text("x".repeat(256 << 10)), Frame.text("y"), Frame.close(1000, ""));
        closed("7.3.3 code only", 1000, Frame.close(1000, ""));
        closed("7.3.4 with a reason", 1000, Frame.close(1000, "Hello World!"));
        closed("7.3.5 with the longest reason", 1000, Frame.close(1000, "*".repeat(123)));
        add(
                "7.3.1 without a code",
                () -> door.refuses(Set.of(1000, 1005), s -> s.send(Frame.of(Frame.CLOSE, new byte[0]))));
        bad("7.3.2 of one byte", s -> s.send(Frame.of(Frame.CLOSE, new byte[1])));
        bad("7.3.6 with a reason of 124 bytes", s -> s.send(Frame.close(1000, "*".repeat(124))));
        add(
                "7.5.1 with a reason that is no UTF-8",
                () -> door.refuses(
                        Set.of(1007, 1002),
                        s -> s.send(Frame.close(
                                1000, new byte[] {(byte) 0xce, (byte) 0xba, (byte) 0xed, (byte) 0xa0, (byte) 0x80}))));
    }

    private void closeCodes() {
        for (int code : new int[] {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999}) {
            closed("7.7 code " + code, code, Frame.close(code, ""));
        }
        for (int code : new int[] {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535}) {
            bad("7.9 code " + code, s -> s.send(Frame.close(code, "")));
        }
    }

    private void closed(String what, int code, Frame... frames) {
        add(
                what,
                () -> door.tries(s -> {
                    s.send(frames);
                    assertThat(s.closeCode()).isEqualTo(code);
                    assertThat(s.wire().ends()).as("the connection ends").isTrue();
                    return Integer.toString(code);
                }));
    }

    private void bad(String what, FrameDoor.Sending sending) {
        add(what, () -> door.refuses(BROKEN, sending));
    }

    private void add(String what, Case.Attack attack) {
        cases.add(Case.of(Row.H22, door.room(), what, attack));
    }
}
