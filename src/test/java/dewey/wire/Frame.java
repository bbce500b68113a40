package dewey.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One WebSocket frame as a client writes it, right or wrong (RFC 6455 §5.2).
 *
 * @param announced how many bytes its header claims, which need not be true
 */
public record Frame(boolean last, int reserved, int opcode, boolean masked, long announced, byte[] payload) {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;

    public static Frame of(int opcode, byte[] payload) {
        return new Frame(true, 0, opcode, true, payload.length, payload);
    }

    public static Frame text(String text) {
        return of(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Frame ping(String payload) {
        return of(PING, payload.getBytes(StandardCharsets.UTF_8));
    }

    public static Frame close(int code, String reason) {
        return close(code, reason.getBytes(StandardCharsets.UTF_8));
    }

    public static Frame close(int code, byte[] reason) {
        return of(
                CLOSE,
                ByteBuffer.allocate(2 + reason.length)
                        .putShort((short) code)
                        .put(reason)
                        .array());
    }

    /** More of the same message follows. */
    public Frame more() {
        return new Frame(false, reserved, opcode, masked, announced, payload);
    }

    /** What follows in the same message. */
    public static Frame rest(String text) {
        return rest(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Frame rest(byte[] payload) {
        return of(CONTINUATION, payload);
    }

    /** With some of the three bits that no agreed extension uses. */
    public Frame reserved(int bits) {
        return new Frame(last, bits, opcode, masked, announced, payload);
    }

    public Frame unmasked() {
        return new Frame(last, reserved, opcode, false, announced, payload);
    }

    public Frame announcing(long bytes) {
        return new Frame(last, reserved, opcode, masked, bytes, payload);
    }

    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** The code of a close frame; 1005 where it has none. */
    public int closeCode() {
        return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
    }

    /** As it goes over the wire. */
    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 14);
        out.write((last ? 0x80 : 0) | reserved << 4 | opcode);
        int mask = masked ? 0x80 : 0;
        if (announced >= 0 && announced < TWO_BYTES) {
            out.write(mask | (int) announced);
        } else if (announced >= 0 && announced < 1 << 16) {
            out.write(mask | TWO_BYTES);
            out.writeBytes(ByteBuffer.allocate(2).putShort((short) announced).array());
        } else {
            out.write(mask | EIGHT_BYTES);
            out.writeBytes(ByteBuffer.allocate(8).putLong(announced).array());
        }
        if (masked) {
            byte[] key = {0x37, (byte) 0xfa, 0x21, 0x3d};
            out.writeBytes(key);
            byte[] hidden = payload.clone();
            for (int i = 0; i < hidden.length; i++) {
                hidden[i] ^= key[i & 3];
            }
            out.writeBytes(hidden);
        } else {
            out.writeBytes(payload);
        }
        return out.toByteArray();
    }
}
