package dewey.upstreams;

import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcWriter;
import dewey.jsonrpc.RequestId;
import java.time.Duration;

/**
 * One upstream's end of a relayed session. No method blocks; all may be called from any thread, {@link #send} by one at a time.
 *
 * <p>What comes from the upstream goes to the {@link Listener} that was given when the session was opened.
 */
public interface UpstreamSession {
    /** Sends a message after those sent before. May be called before {@link Listener#opened}: then it waits for that, in order. */
    void send(Payload message);

    /** How many bytes wait to be taken by the upstream; over HTTP with what each message costs in memory beside its text. */
    long waitingBytes();

    /**
     * Whether the client may be kept waiting when much waits here. Not where some messages pass others, because what is not read yet may be
     * the very answer that a request needs.
     */
    default boolean maySlowClient() {
        return true;
    }

    /** For how long the upstream has not taken what is to be sent; zero when nothing waits. {@code now} is of System.nanoTime. */
    Duration stalledFor(long now);

    /** Takes no more messages from the upstream until {@link #resume}; a few that are under way may still come. */
    void pause();

    void resume();

    /** Called about once a second, for time-outs and keep-alives; {@code now} is of {@link System#nanoTime}. */
    default void watch(long now) {}

    /** Ends it in good order: what waits may still be sent for a short time. Harmless on one that has ended already. */
    void close(int code, String reason);

    /** Ends it at once. */
    void cut();

    /** Whether {@link Listener#closed} or {@link Listener#unreachable} was told. */
    boolean hasEnded();

    /** The error code of a request that the upstream will not answer; the range is JSON-RPC's for servers' own (§5.1). */
    int UNANSWERED = -32000;

    /** Told of everything that happens on the upstream's side, one call at a time, in order, but for {@link #taken}; must not block. */
    interface Listener {
        /** The upstream can be used. {@code subprotocol} is what it agreed to, or empty. */
        void opened(String subprotocol);

        void received(Payload message);

        /** Some of what was sent has left; told at any time, on any thread. */
        void taken();

        /**
         * The request will never be answered, though the session goes on; told once, in place of the answer. {@code id} is null where
         * none could be read. The reason is fit for the client.
         */
        default void unanswered(RequestId id, String reason) {
            received(new Payload.Text(JsonRpcWriter.error(id, new JsonRpcError(UNANSWERED, reason, null))));
        }

        /**
         * As {@link #unanswered(RequestId, String)}, where the upstream has said something about it: {@code said} is in its words, which are
         * for the client of the session only.
         */
        default void unanswered(RequestId id, String reason, String said) {
            unanswered(id, reason + ": " + said);
        }

        /** A line of the upstream process's standard error. */
        void errorLine(String line);

        /**
         * The end, told exactly once, whatever happened, and nothing after it. {@code code} is the upstream's WebSocket close
         * code; 1006 when it was lost without one. {@code reason} is in plain words, with no secret and no address in it. Requests
         * that are still open get no other word.
         */
        void closed(int code, String reason);

        /** As {@link #closed}, by the upstream's own close frame: {@code said} is in its words, which are for the client of the session only. */
        default void closedByUpstream(int code, String said) {
            closed(code, said);
        }

        /** The upstream could not be opened; told exactly once, in place of {@link #closed}. */
        void unreachable(String reason);
    }
}
