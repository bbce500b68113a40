package dewey.hostile;

import dewey.wire.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Section 6 of the Autobahn test suite at one door: texts that are UTF-8 in odd ways, and texts that are not. */
final class Utf8Texts {
    private static final Set<Integer> INVALID = Set.of(1007);

    /** Boundaries of the encoding (6.7 to 6.11, 6.22, 6.23), as hexadecimal bytes. */
    private static final List<String> GOOD = List.of(
            "cebae1bdb9cf83cebcceb5",
            "48656c6c6f2dc2b540c39fc3b6c3a4c3bcc3a0c3a12d5554462d382121",
            "00",
            "c280",
            "e0a080",
            "f0908080",
            "7f",
            "dfbf",
            "efbfbf",
            "f48fbfbf",
            "ed9fbf",
            "ee8080",
            "efbfbd",
            "f09f9282",
            "efbfbe",
            "f09fbfbe",
            "f0afbfbf",
            "f48fbfbe",
            "e281a0efbbbf");

    /** 6.3, 6.6, 6.12 to 6.21: stray and missing continuations, overlong forms, surrogates, beyond U+10FFFF. */
    private static final List<String> BAD = List.of(
            "cebae1bdb9cf83cebcceb5eda080656469746564",
            "cebae1bdb9cf83cebcceb5f4908080656469746564",
            "ce",
            "cebae1",
            "cebae1bd",
            "f888808080",
            "fc8480808080",
            "f7bfbfbf",
            "fbbfbfbfbf",
            "fdbfbfbfbfbf",
            "f4908080",
            "80",
            "bf",
            "80bf",
            "80bf80bf80bf",
            "808182838485868788898a8b8c8d8e8f",
            "c020c120c220c320",
            "e020e120e220e320",
            "f020f120f220f320",
            "c0",
            "e080",
            "f08080",
            "df",
            "efbf",
            "f7bfbf",
            "fe",
            "ff",
            "fefeffff",
            "c0af",
            "e080af",
            "f08080af",
            "f8808080af",
            "c1bf",
            "e09fbf",
            "f08fbfbf",
            "c080",
            "e08080",
            "f0808080",
            "eda080",
            "edadbf",
            "edae80",
            "edafbf",
            "edb080",
            "edbe80",
            "edbfbf",
            "eda080edb080",
            "edafbfedbfbf");

    private final FrameDoor door;

    Utf8Texts(FrameDoor door) {
        this.door = door;
    }

    Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String hex : GOOD) {
            byte[] text = HexFormat.of().parseHex(hex);
            cases.add(of("6 valid " + hex, () -> door.takes(text, s -> s.send(Frame.of(Frame.TEXT, text)))));
            cases.add(of(
                    "6 valid " + hex + ", a frame for each octet", () -> door.takes(text, s -> s.send(octets(text)))));
        }
        for (String hex : BAD) {
            byte[] text = HexFormat.of().parseHex(hex);
            cases.add(of("6 invalid " + hex, () -> door.refuses(INVALID, s -> s.send(Frame.of(Frame.TEXT, text)))));
        }
        byte[] bad = HexFormat.of().parseHex(BAD.get(0));
        cases.add(of("6.3.2 invalid, a frame for each octet", () -> door.refuses(INVALID, s -> s.send(octets(bad)))));
        cases.add(of(
                "6.4 invalid, the end never sent",
                () -> door.refuses(
                        INVALID,
                        s -> s.send(
                                Frame.of(Frame.TEXT, HexFormat.of().parseHex("cebae1bdb9cf83cebcceb5f4908080"))
                                        .more(),
                                Frame.rest("tail").more()))));
        byte[] large = ("x".repeat(100_000) + "\u20ac").getBytes(StandardCharsets.UTF_8);
        cases.add(of(
                "6 cut inside the last character",
                () -> door.refuses(
                        INVALID, s -> s.send(Frame.of(Frame.TEXT, Arrays.copyOf(large, large.length - 1))))));
        return cases.stream();
    }

    private static Frame[] octets(byte[] text) {
        Frame[] frames = new Frame[text.length];
        for (int i = 0; i < text.length; i++) {
            byte[] octet = {text[i]};
            Frame frame = i == 0 ? Frame.of(Frame.TEXT, octet) : Frame.rest(octet);
            frames[i] = i < text.length - 1 ? frame.more() : frame;
        }
        return frames;
    }

    private Case of(String what, Case.Attack attack) {
        return Case.of(Row.H21, door.room(), what, attack);
    }
}
