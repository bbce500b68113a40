package dewey.transports;

import dewey.upstreams.Payload;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The open socket of a {@link WebSocketUpstreamSession}, by whichever client. No method blocks; all may be called from any thread. What comes is told to the
 * session, one call at a time, in order.
 */
interface Wire {
    /** Sends a message behind those before it; {@code done} is told when it has left, with null, or with what went wrong. */
    void send(Payload message, Consumer<Throwable> done);

    /** When the upstream last took a piece of a message, of {@link System#nanoTime}; empty where this client does not show that. */
    OptionalLong lastTaken();

    /** @param broken told when the connection turns out to be gone */
    void ping(Runnable broken);

    /** Sends a close frame behind what was sent. The code is one that may be sent ({@link CloseCodes#forUpstream}). */
    void close(int code, String reason);

    /** Ends the connection at once; nothing more is told. */
    void abort();

    void pause();

    void resume();

    /** Whether a ping is due, because this client may have missed the peer's end. Called a few times a second. */
    default boolean asksForPing(long now) {
        return false;
    }
}
