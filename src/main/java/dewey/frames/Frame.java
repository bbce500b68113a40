package dewey.frames;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A frame on its way out: always a whole message or a control frame. It leaves in pieces, so that a large one is never copied whole, and
 * none needs a large buffer of the system.
 */
public final class Frame {
    /** The head of a frame and this much of it are one piece. */
    static final int PIECE_BYTES = 64 << 10;

    private static final int SHORTEST_OF_EIGHT = 1 << Short.SIZE;

    private final int opcode;
    private final byte[] payload;
    private final Consumer<Throwable> done;
    private int key;
    private int at;
    private boolean begun;

    private Frame(int opcode, byte[] payload, Consumer<Throwable> done) {
        this.opcode = opcode;
        this.payload = payload;
        this.done = done;
    }

    /** @param done told when it has left, with null, or with why it will not; by whichever thread sees that, at once or later */
    public static Frame text(String text, Consumer<Throwable> done) {
        return new Frame(Opcodes.TEXT, text.getBytes(StandardCharsets.UTF_8), done);
    }

    /** The array is not changed, and must not be. */
    public static Frame binary(byte[] data, Consumer<Throwable> done) {
        return new Frame(Opcodes.BINARY, data, done);
    }

    public static Frame ping(Consumer<Throwable> done) {
        return new Frame(Opcodes.PING, new byte[0], done);
    }

    static Frame pong(byte[] payload) {
        return new Frame(Opcodes.PONG, payload, failure -> {});
    }

    /**
     * @param code {@link Opcodes#NO_CODE} for none
     * @param reason at most 123 bytes
     */
    public static Frame close(int code, String reason, Consumer<Throwable> done) {
        if (code == Opcodes.NO_CODE) {
            return new Frame(Opcodes.CLOSE, new byte[0], done);
        }
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[Short.BYTES + text.length];
        if (payload.length > Opcodes.MOST_OF_A_CONTROL_FRAME) {
            throw new IllegalArgumentException(
                    "the reason is " + text.length + " bytes; a close frame has room for 123");
        }
        payload[0] = (byte) (code >>> Byte.SIZE);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, Short.BYTES, text.length);
        return new Frame(Opcodes.CLOSE, payload, done);
    }

    /** The next bytes for the wire. Must not be called when it {@link #hasLeft()}. */
    byte[] next(Masks masks) {
        int head = begun ? 0 : headLength(masks != Masks.NONE);
        int size = Math.min(payload.length - at, PIECE_BYTES);
        byte[] piece = new byte[head + size];
        if (!begun) {
            key = masks.next();
            head(piece, masks != Masks.NONE);
            begun = true;
        }
        if (key == 0) {
            System.arraycopy(payload, at, piece, head, size);
        } else {
            Masking.apply(key, at, payload, at, piece, head, size);
        }
        at += size;
        return piece;
    }

    /** Whether its first piece was given to the wire. */
    boolean isUnderWay() {
        return begun;
    }

    boolean hasLeft() {
        return begun && at == payload.length;
    }

    void done(Throwable failure) {
        done.accept(failure);
    }

    private int headLength(boolean masked) {
        int length = payload.length < Opcodes.TWO_BYTES_FOLLOW
                ? 2
                : payload.length < SHORTEST_OF_EIGHT ? 2 + Short.BYTES : 2 + Long.BYTES;
        return masked ? length + Opcodes.MASK_BYTES : length;
    }

    private void head(byte[] piece, boolean masked) {
        int lengthEnds = headLength(false);
        piece[0] = (byte) (Opcodes.FIN | opcode);
        int announced = lengthEnds == 2
                ? payload.length
                : lengthEnds == 2 + Short.BYTES ? Opcodes.TWO_BYTES_FOLLOW : Opcodes.EIGHT_BYTES_FOLLOW;
        piece[1] = (byte) (masked ? Opcodes.MASKED | announced : announced);
        for (int i = lengthEnds - 1, rest = payload.length; i >= 2; i--, rest >>>= Byte.SIZE) {
            piece[i] = (byte) rest;
        }
        for (int i = 0; masked && i < Opcodes.MASK_BYTES; i++) {
            piece[lengthEnds + i] = (byte) (key >>> Integer.SIZE - Byte.SIZE * (i + 1));
        }
    }
}
