package dewey.frames;

/** Told what the peer has sent, in its order; must not block. Arrays are the listener's own. */
public interface FrameListener {
    void text(String text);

    void binary(byte[] data);

    /** To be answered by a pong with the same payload (RFC 6455 §5.5.2). */
    void ping(byte[] payload);

    void pong();

    /**
     * The last that is told: what follows a close frame is not read.
     *
     * @param code {@link Opcodes#NO_CODE} when there was none
     */
    void closed(int code, String reason);
}
