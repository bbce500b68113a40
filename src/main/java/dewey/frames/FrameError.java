package dewey.frames;

/** The peer has broken a rule of framing, or a bound; the socket must be closed with {@link #code}. */
public final class FrameError extends Exception {
    private final int code;
    private final long bytes;

    FrameError(int code, String reason) {
        this(code, reason, 0);
    }

    private FrameError(int code, String reason, long bytes) {
        super(reason, null, false, false);
        this.code = code;
        this.bytes = bytes;
    }

    static FrameError protocol(String reason) {
        return new FrameError(Opcodes.PROTOCOL_ERROR, reason);
    }

    static FrameError tooLarge(long bytes) {
        return new FrameError(Opcodes.TOO_BIG, "a message is too large", bytes);
    }

    /** 1002, 1007 or 1009. */
    public int code() {
        return code;
    }

    public boolean isTooLarge() {
        return code == Opcodes.TOO_BIG;
    }

    /** Of a message that is too large, how large it was known to be by then. */
    public long bytes() {
        return bytes;
    }
}
