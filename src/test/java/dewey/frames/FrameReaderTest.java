package dewey.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
    private static final int BOUND = 1 << 17;

    private final Told told = new Told();
    private final FrameReader server = new FrameReader(true, BOUND, told);
    private final FrameReader client = new FrameReader(false, BOUND, told);

    @Test
    void readsTheExamplesOfTheStandard() throws FrameError {
        // RFC 6455 §5.7
        read(client, "8105 48656c6c6f");
        read(server, "8185 37fa213d 7f9f4d5158");
        read(client, "0103 48656c");
        read(client, "8002 6c6f");
        read(client, "8905 48656c6c6f");
        read(server, "8a85 37fa213d 7f9f4d5158");

        assertThat(told.words()).containsExactly("text Hello", "text Hello", "text Hello", "ping Hello", "pong");
    }

    @Test
    void readsWhatIsCutAnywhere() throws FrameError {
        byte[] bytes = bytes(
                "0185 37fa213d 7f9f4d5158" // the beginning of a text
                        + "8980 00000000" // a ping in the middle of it
                        + "80fe 0080 01020304" + "01020304".repeat(32) // its end: 128 zeros
                        + "8284 ff00ff00 00ffff00" // four bytes
                        + "8182 00000000 c3a9"
                        + "8888 00000000 03e8 676f6f646279");

        for (int step = 1; step <= bytes.length; step++) {
            FrameReader reader = new FrameReader(true, BOUND, told);
            for (int at = 0; at < bytes.length; at += step) {
                byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + step));
                reader.read(piece, 0, piece.length);
            }
            assertThat(told.words())
                    .as("in steps of %d", step)
                    .containsExactly(
                            "ping ",
                            "text Hello" + "\0".repeat(128),
                            "binary " + new String(new char[] {0xff, 0xff, 0, 0}),
                            "text é",
                            "closed 1000 goodby");
        }
    }

    @Test
    void readsEmptyMessages() throws FrameError {
        read(client, "8100 8200 0100 0000 8000");

        assertThat(told.words()).containsExactly("text ", "binary ", "text ");
    }

    @Test
    void readsAllLengthsOfLengths() throws FrameError {
        for (int size : List.of(125, 126, 127, 65_535, 65_536, BOUND)) {
            byte[] frame = frame(size);
            client.read(frame, 0, frame.length);

            assertThat(told.words()).containsExactly("text " + "x".repeat(size));
        }
    }

    @Test
    void takesNothingAfterTheCloseFrame() throws FrameError {
        read(client, "8800 8101 61");
        read(client, "8101 61");

        assertThat(told.words()).containsExactly("closed 1005 ");
    }

    @ParameterizedTest
    @CsvSource({
        "8101 61, a frame is not masked",
        "c181 00000000 61, a reserved bit is set",
        "a181 00000000 61, a reserved bit is set",
        "9181 00000000 61, a reserved bit is set",
        "8381 00000000 61, an opcode is unknown",
        "8781 00000000 61, an opcode is unknown",
        "8b80 00000000, an opcode is unknown",
        "8f80 00000000, an opcode is unknown",
        "0980 00000000, a control frame is fragmented",
        "89fe 007e 00000000, a control frame is fragmented or too long",
        "8081 00000000 61, nothing is there to be continued",
        "0081 00000000 61, nothing is there to be continued",
        "0181 00000000 61 8181 00000000 61, a message begins within another",
        "0181 00000000 61 8281 00000000 61, a message begins within another",
        "81ff 8000000000000001 00000000, a length has more than 63 bits",
        "8881 00000000 03, a code that may not be sent",
        "8882 00000000 03e7, a code that may not be sent",
        "8882 00000000 03ec, a code that may not be sent",
        "8882 00000000 03ed, a code that may not be sent",
        "8882 00000000 03ee, a code that may not be sent",
        "8882 00000000 03f7, a code that may not be sent",
        "8882 00000000 0bb7, a code that may not be sent",
        "8882 00000000 1388, a code that may not be sent"
    })
    void refusesWhatBreaksTheProtocol(String hex, String reason) {
        FrameError error = catchThrowableOfType(FrameError.class, () -> read(server, hex));

        assertThat(error).hasMessageContaining(reason);
        assertThat(error.code()).isEqualTo(1002);
        assertThat(told.words()).isEmpty();
    }

    @Test
    void refusesTheMaskOfAServer() {
        assertThat(catchThrowableOfType(FrameError.class, () -> read(client, "8181 00000000 61")))
                .hasMessage("a frame is masked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8102 c0af", "8103 eda080", "8104 f4908080", "8101 c3", "8803 03e8ff"})
    void refusesATextThatIsNotUtf8(String hex) {
        FrameError error = catchThrowableOfType(FrameError.class, () -> read(client, hex));

        assertThat(error.code()).isEqualTo(1007);
        assertThat(told.words()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0102 c0af", "0103 61eda0 0001 80", "0103 61f490 0001 61", "0101 c3 0001 61"})
    void refusesAFragmentThatIsNotUtf8BeforeTheEndHasCome(String hex) {
        FrameError error = catchThrowableOfType(FrameError.class, () -> read(client, hex));

        assertThat(error.code()).isEqualTo(1007);
    }

    @Test
    void takesFragmentsThatEndWithinACharacter() throws FrameError {
        // a key: f0 9f 94 91
        read(client, "0101 f0 0001 9f 0000 0001 94 0003 9161c3 8001 a9");
        read(client, "0102 c3a9 8001 61");

        assertThat(told.words()).containsExactly("text \uD83D\uDD11aé", "text éa");
    }

    @Test
    void takesTheSignForAWrongByteWhenThePeerHasSentIt() throws FrameError {
        read(client, "8103 efbfbd");
        read(client, "0101 ef");
        read(client, "8002 bfbd");

        assertThat(told.words()).containsExactly("text \uFFFD", "text \uFFFD");
    }

    @Test
    void refusesWhatIsOverTheBoundByItsHead() {
        FrameError error = catchThrowableOfType(FrameError.class, () -> read(client, "827f 0000000000020001"));

        assertThat(error.isTooLarge()).isTrue();
        assertThat(error.bytes()).isEqualTo(BOUND + 1);
        assertThat(error.code()).isEqualTo(1009);
    }

    @Test
    void refusesFragmentsThatAreOverTheBoundTogether() throws FrameError {
        byte[] whole = frame(BOUND);
        whole[0] = 1;
        client.read(whole, 0, whole.length);

        FrameError error = catchThrowableOfType(FrameError.class, () -> read(client, "8001 61"));

        assertThat(error.isTooLarge()).isTrue();
        assertThat(error.bytes()).isEqualTo(BOUND + 1);
    }

    @Test
    void refusesAFloodOfEmptyFragments() throws FrameError {
        read(client, "0100");
        for (int i = 1; i < FrameReader.MOST_FRAMES; i++) {
            read(client, "0000");
        }

        assertThat(catchThrowableOfType(FrameError.class, () -> read(client, "0000"))
                        .isTooLarge())
                .isTrue();
    }

    @Test
    void countsFramesAnewForEachMessage() throws FrameError {
        for (int i = 0; i < 2 * FrameReader.MOST_FRAMES; i++) {
            client.read(new byte[] {(byte) 0x82, 0}, 0, 2);
        }

        assertThat(told.words()).hasSize(2 * FrameReader.MOST_FRAMES);
    }

    private static void read(FrameReader reader, String hex) throws FrameError {
        byte[] bytes = bytes(hex);
        reader.read(bytes, 0, bytes.length);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    /** A text of so many x, by the JDK's own arithmetic. */
    private static byte[] frame(int size) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x81);
        if (size < 126) {
            frame.write(size);
        } else if (size < 65_536) {
            frame.write(126);
            frame.writeBytes(ByteBuffer.allocate(2).putShort((short) size).array());
        } else {
            frame.write(127);
            frame.writeBytes(ByteBuffer.allocate(8).putLong(size).array());
        }
        frame.writeBytes("x".repeat(size).getBytes(StandardCharsets.US_ASCII));
        return frame.toByteArray();
    }
}
