package dewey.frames;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes whole messages out of the bytes of one peer, wherever these were cut. Used by one thread at a time.
 *
 * <p>A message that came whole is decoded where it lies; of one that did not, as much is kept as has come, whatever its head
 * announces.
 */
public final class FrameReader {
    /** More frames of one message than any sender of real ones makes; a million empty ones are an attack. */
    static final int MOST_FRAMES = 100_000;

    private static final int LOW_BYTE = 0xff;
    private static final int OPCODE = 0x0f;
    private static final int RESERVED = 0x70;
    private static final int LENGTH = 0x7f;
    /** So much is set aside for a frame because its head says that it will come. */
    private static final int MOST_BELIEVED = 64 << 10;

    private static final int DECODED_AT_ONCE = 1 << 10;
    private static final char REPLACEMENT = '\uFFFD';
    private static final byte[] NOTHING = {};

    private final boolean fromClient;
    private final int maxMessageBytes;
    private final FrameListener listener;

    private final byte[] head = new byte[Opcodes.LONGEST_HEAD];
    private int headLength;

    private boolean inPayload;
    private boolean last;
    private int opcode;
    private int key;
    private long length;
    private long taken;

    private int messageOpcode;
    private byte[] message = NOTHING;
    private int messageLength;
    private int frames;

    private int checkedLength;
    private CharsetDecoder decoder;
    private CharBuffer decoded;

    private final byte[] control = new byte[Opcodes.MOST_OF_A_CONTROL_FRAME];
    private boolean closed;

    /** @param fromClient whether the peer must mask its frames (RFC 6455 §5.1); otherwise it must not */
    public FrameReader(boolean fromClient, int maxMessageBytes, FrameListener listener) {
        this.fromClient = fromClient;
        this.maxMessageBytes = maxMessageBytes;
        this.listener = listener;
    }

    /**
     * Reads {@code bytes} up to {@code end}, which may be changed by it.
     *
     * @throws FrameError when nothing more of this peer can be understood
     */
    public void read(byte[] bytes, int begin, int end) throws FrameError {
        int at = begin;
        while (at < end && !closed) {
            if (!inPayload) {
                at = head(bytes, at, end);
            }
            if (inPayload) {
                int here = (int) Math.min(length - taken, end - at);
                payload(bytes, at, here);
                at += here;
            }
        }
    }

    /** Lets go of a message that was broken off. */
    public void drop() {
        closed = true;
        message = NOTHING;
        messageLength = 0;
        checkedLength = 0;
    }

    /** Takes the bytes of a frame's head, as many as there are, and begins with the payload when they are complete. */
    private int head(byte[] bytes, int begin, int end) throws FrameError {
        int at = begin;
        while (at < end) {
            head[headLength++] = bytes[at++];
            if (headLength >= 2 && headLength == wholeHead()) {
                headLength = 0;
                begin();
                return at;
            }
        }
        return at;
    }

    private int wholeHead() {
        int mask = (head[1] & Opcodes.MASKED) == 0 ? 0 : Opcodes.MASK_BYTES;
        return lengthEnds() + mask;
    }

    private int lengthEnds() {
        return switch (head[1] & LENGTH) {
            case Opcodes.TWO_BYTES_FOLLOW -> 2 + Short.BYTES;
            case Opcodes.EIGHT_BYTES_FOLLOW -> 2 + Long.BYTES;
            default -> 2;
        };
    }

    private void begin() throws FrameError {
        last = (head[0] & Opcodes.FIN) != 0;
        opcode = head[0] & OPCODE;
        int lengthEnds = lengthEnds();
        length = head[1] & LENGTH;
        if (lengthEnds > 2) {
            length = number(2, lengthEnds);
        }
        boolean masked = (head[1] & Opcodes.MASKED) != 0;
        key = masked ? (int) number(lengthEnds, lengthEnds + Opcodes.MASK_BYTES) : 0;
        taken = 0;
        check(masked);
        inPayload = true;
    }

    private long number(int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = number << Byte.SIZE | head[i] & LOW_BYTE;
        }
        return number;
    }

    private void check(boolean masked) throws FrameError {
        if ((head[0] & RESERVED) != 0) {
            throw FrameError.protocol("a reserved bit is set, though no extension was agreed on");
        } else if (masked != fromClient) {
            throw FrameError.protocol(fromClient ? "a frame is not masked" : "a frame is masked");
        } else if (length < 0) {
            throw FrameError.protocol("a length has more than 63 bits");
        } else if (Opcodes.isControl(opcode)) {
            checkControl();
        } else {
            checkData();
        }
    }

    private void checkControl() throws FrameError {
        if (opcode > Opcodes.PONG) {
            throw FrameError.protocol("an opcode is unknown");
        } else if (!last || length > Opcodes.MOST_OF_A_CONTROL_FRAME) {
            throw FrameError.protocol("a control frame is fragmented or too long");
        }
    }

    private void checkData() throws FrameError {
        if (opcode > Opcodes.BINARY) {
            throw FrameError.protocol("an opcode is unknown");
        } else if ((opcode == Opcodes.CONTINUATION) != frames > 0) {
            throw FrameError.protocol(
                    frames > 0 ? "a message begins within another" : "nothing is there to be continued");
        }
        if (frames == 0) {
            messageOpcode = opcode;
        }
        frames++;
        if (length > maxMessageBytes - messageLength || frames > MOST_FRAMES) {
            throw FrameError.tooLarge(messageLength + length);
        }
    }

    private void payload(byte[] bytes, int at, int here) throws FrameError {
        if (fromClient) {
            Masking.apply(key, taken, bytes, at, bytes, at, here);
        }
        boolean complete = taken + here == length;
        if (Opcodes.isControl(opcode)) {
            System.arraycopy(bytes, at, control, (int) taken, here);
        } else if (!complete || !last || messageLength > 0) {
            keep(bytes, at, here);
        }
        taken += here;
        if (!complete) {
            return;
        }
        inPayload = false;
        if (Opcodes.isControl(opcode)) {
            control();
        } else if (last) {
            whole(bytes, at, here);
        } else if (messageOpcode == Opcodes.TEXT) {
            checkSoFar();
        }
    }

    private void keep(byte[] bytes, int at, int here) {
        int needed = messageLength + here;
        if (needed > message.length) {
            // at least twice as much, so that a long one is copied a few times only; never more than is allowed
            long announced = Math.min(messageLength + length - taken, MOST_BELIEVED);
            long room = Math.max(Math.max(needed, announced), 2L * message.length);
            message = Arrays.copyOf(message, (int) Math.min(room, Math.max(maxMessageBytes, needed)));
        }
        System.arraycopy(bytes, at, message, messageLength, here);
        messageLength = needed;
    }

    private void whole(byte[] bytes, int at, int here) throws FrameError {
        boolean kept = messageLength > 0;
        byte[] source = kept ? message : bytes;
        int from = kept ? 0 : at;
        int size = kept ? messageLength : here;
        message = NOTHING;
        messageLength = 0;
        checkedLength = 0;
        frames = 0;
        if (messageOpcode == Opcodes.TEXT) {
            listener.text(text(source, from, size));
        } else {
            listener.binary(Arrays.copyOfRange(source, from, from + size));
        }
    }

    /** Of a text whose end may never come, each fragment is looked at when all of it is there (RFC 6455 §8.1); it may end within a character. */
    private void checkSoFar() throws FrameError {
        ByteBuffer unchecked = ByteBuffer.wrap(message, checkedLength, messageLength - checkedLength);
        if (decoder == null) {
            decoder = StandardCharsets.UTF_8.newDecoder();
            decoded = CharBuffer.allocate(DECODED_AT_ONCE);
        }
        CoderResult result;
        do {
            result = decoder.decode(unchecked, decoded.clear(), false);
        } while (result.isOverflow());
        if (result.isError()) {
            throw notUtf8();
        }
        checkedLength = unchecked.position();
    }

    private void control() throws FrameError {
        int size = (int) length;
        if (opcode == Opcodes.PING) {
            listener.ping(Arrays.copyOf(control, size));
        } else if (opcode == Opcodes.PONG) {
            listener.pong();
        } else if (size == 0) {
            drop();
            listener.closed(Opcodes.NO_CODE, "");
        } else {
            close(size);
        }
    }

    private void close(int size) throws FrameError {
        int code = size < 2 ? 0 : (control[0] & LOW_BYTE) << Byte.SIZE | control[1] & LOW_BYTE;
        if (!Opcodes.mayClose(code)) {
            throw FrameError.protocol("a close frame has a code that may not be sent");
        }
        String reason = text(control, 2, size - 2);
        drop();
        listener.closed(code, reason);
    }

    /** As fast as the JDK decodes; only where it has put its sign for a wrong byte the sign is looked at, which the peer may have sent. */
    private static String text(byte[] bytes, int from, int size) throws FrameError {
        String text = new String(bytes, from, size, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, size));
            } catch (CharacterCodingException e) {
                throw notUtf8();
            }
        }
        return text;
    }

    private static FrameError notUtf8() {
        return new FrameError(Opcodes.NOT_UTF8, "a text is not UTF-8");
    }
}
