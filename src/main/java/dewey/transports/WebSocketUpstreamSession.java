package dewey.transports;

import dewey.upstreams.Payload;
import dewey.upstreams.Payload.Binary;
import dewey.upstreams.Payload.Text;
import dewey.upstreams.Upstream.WebSocketUpstream;
import dewey.upstreams.UpstreamSession;
import dewey.websocket.Outbox;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A session with an upstream over WebSocket, by whichever client: one message in flight.
 *
 * <p>A message that is sent before the socket is open counts as in flight until then; so all of them keep their order.
 */
public final class WebSocketUpstreamSession implements UpstreamSession {
    private static final int TOLERATED_MISSED_PONGS = 2;

    private static final Logger LOG = System.getLogger(WebSocketUpstreamSession.class.getName());

    private final WebSocketUpstream upstream;
    private final Timing timing;
    private final InOrder listener;
    private final Outbox<Payload> outbox;
    private final CompletableFuture<Wire> opening = new CompletableFuture<>();
    private volatile long lastPing = System.nanoTime();
    private volatile int unansweredPings;
    private volatile boolean paused;
    private Closing closing;

    /**
     * @param ping time between pings; two that are not answered end the session
     * @param linger how long a close waits for what is to be sent before it, and for its answer
     */
    public record Timing(Duration ping, Duration linger) {}

    private record Closing(int code, String reason, long until) {}

    /** @param subprotocol what the client and Dewey have agreed to, which is offered to the upstream; or empty */
    public WebSocketUpstreamSession(
            WebSocketUpstream upstream,
            String subprotocol,
            String hops,
            Wires wires,
            Timing timing,
            Listener listener) {
        this.upstream = upstream;
        this.timing = timing;
        this.listener = new InOrder(listener);
        // without a bound: the relay ends a session for which too much waits, and tells both sides why
        outbox = new Outbox<>(
                this::write,
                this::lastTaken,
                failure -> lost("a message could not be sent"),
                this::sent,
                Long.MAX_VALUE);
        wires.open(upstream, subprotocol, hops, this).whenComplete((wire, failure) -> {
            if (failure != null) {
                unreachable(failure);
            }
        });
    }

    private void unreachable(Throwable failure) {
        opening.completeExceptionally(failure);
        outbox.close();
        listener.unreachable(PlainWords.of(failure));
    }

    @Override
    public void send(Payload message) {
        // of a text its characters, which in memory most often take a byte each
        int size = message instanceof Text text ? text.text().length() : ((Binary) message).data().length;
        outbox.send(message, size);
    }

    private void write(Payload message, Consumer<Throwable> done) {
        if (!opening.isDone()) {
            opening.thenAccept(wire -> wire.send(message, done));
        } else if (!opening.isCompletedExceptionally()) {
            opening.join().send(message, done);
        }
    }

    private OptionalLong lastTaken() {
        return isOpen() ? opening.join().lastTaken() : OptionalLong.empty();
    }

    private void sent() {
        listener.taken();
        closeWhenSent();
    }

    @Override
    public long waitingBytes() {
        return outbox.waitingBytes();
    }

    @Override
    public Duration stalledFor(long now) {
        return outbox.stalledFor(now);
    }

    /**
     * The first that its wire tells, before it reads: so whatever comes can be answered by a pause. {@code subprotocol} is what the upstream
     * agreed to, or empty.
     */
    void opened(Wire wire, String subprotocol) {
        listener.opened(subprotocol);
        opening.complete(wire);
        // it may have been asked to close in the meantime
        closeWhenSent();
    }

    void received(Payload message) {
        pong();
        listener.received(message);
    }

    /** The upstream has shown that it is there: by a pong, or by anything else. */
    void pong() {
        if (unansweredPings > 0) {
            unansweredPings = 0;
        }
    }

    /** The upstream's close frame. */
    void closed(int code, String reason) {
        outbox.close();
        listener.closedByUpstream(code, reason);
    }

    /** The upstream sends a message over the bound. */
    void tooLarge() {
        outbox.close();
        listener.closed(
                CloseCodes.TOO_BIG,
                "a message of the upstream is larger than " + upstream.limits().maxMessageBytes() + " bytes");
        abort();
    }

    /** The connection is gone, or the upstream does not keep to the protocol. */
    void broken(Throwable failure) {
        LOG.log(Level.DEBUG, "The connection of an upstream broke", failure);
        lost("the connection broke");
    }

    @Override
    public void pause() {
        paused = true;
        opening.thenAccept(Wire::pause);
    }

    @Override
    public void resume() {
        paused = false;
        opening.thenAccept(Wire::resume);
    }

    private void lost(String how) {
        outbox.close();
        listener.closed(CloseCodes.ABNORMAL, how);
        abort();
    }

    @Override
    public void watch(long now) {
        Closing asked;
        synchronized (this) {
            asked = closing;
        }
        if (asked != null) {
            if (asked.until() - now < 0) {
                lost("the upstream did not answer the close");
            }
        } else if (isOpen() && now - lastPing >= timing.ping().toNanos()) {
            lastPing = now;
            ping();
        } else if (isOpen() && opening.join().asksForPing(now) && outbox.isIdle()) {
            sendPing();
        }
    }

    private void ping() {
        if (paused) {
            // its pong would wait behind what is not read
            return;
        }
        if (unansweredPings >= TOLERATED_MISSED_PONGS) {
            lost("pings are not answered");
        } else if (outbox.isIdle()) {
            // behind a message that is not read a ping would only wait; the relay judges that upstream
            unansweredPings++;
            sendPing();
        }
    }

    private void sendPing() {
        opening.join().ping(() -> lost("a ping could not be sent"));
    }

    @Override
    public void close(int code, String reason) {
        synchronized (this) {
            if (closing != null) {
                return;
            }
            closing = new Closing(
                    code, reason, System.nanoTime() + timing.linger().toNanos());
        }
        closeWhenSent();
    }

    private void closeWhenSent() {
        Closing asked;
        synchronized (this) {
            asked = closing;
        }
        if (asked != null && outbox.isIdle() && isOpen()) {
            outbox.close();
            opening.join().close(asked.code(), asked.reason());
        }
    }

    @Override
    public void cut() {
        lost("the session was cut");
    }

    @Override
    public boolean hasEnded() {
        return listener.hasEnded();
    }

    private boolean isOpen() {
        return opening.isDone() && !opening.isCompletedExceptionally();
    }

    private void abort() {
        opening.thenAccept(Wire::abort);
    }
}
