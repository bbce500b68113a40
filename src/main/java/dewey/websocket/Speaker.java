package dewey.websocket;

/** Whoever speaks on an {@link OpenSocket}: told how it goes. */
public interface Speaker {
    /** A message has left; more may be sent now. */
    void sent();

    /** Told once, when nothing can be sent or received any more; {@code end} says how it came to that. */
    void ended(End end);

    /** Whether everything that came in is answered, so that a stop cuts nothing short. */
    boolean isIdle();

    /** Called about once a second; {@code now} is of {@link System#nanoTime}. */
    void watch(long now);

    /**
     * How a socket ended.
     *
     * @param byPeer whether the peer closed it or was lost; otherwise this server did
     * @param code the close code; 1006 when there was none
     */
    record End(boolean byPeer, int code, String reason) {}
}
