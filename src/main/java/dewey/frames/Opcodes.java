package dewey.frames;

/** The opcodes of RFC 6455 §5.2, the close codes of §7.4 that framing itself needs, and what belongs to a frame's head. */
public final class Opcodes {
    /** Stands for a close frame without a code; never on the wire. */
    public static final int NO_CODE = 1005;

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    static final int FIN = 0x80;
    static final int MASKED = 0x80;
    static final int MOST_OF_A_CONTROL_FRAME = 125;
    static final int TWO_BYTES_FOLLOW = 126;
    static final int EIGHT_BYTES_FOLLOW = 127;
    static final int MASK_BYTES = 4;
    static final int LONGEST_HEAD = 14;

    static final int PROTOCOL_ERROR = 1002;
    static final int NOT_UTF8 = 1007;
    static final int TOO_BIG = 1009;

    private Opcodes() {}

    static boolean isControl(int opcode) {
        return opcode >= CLOSE;
    }

    /** Whether {@code code} may stand in a close frame (RFC 6455 §7.4.1, and the IANA registry up to 1014). */
    public static boolean mayClose(int code) {
        return code >= 1000 && code <= 1003 || code >= 1007 && code <= 1014 || code >= 3000 && code < 5000;
    }
}
