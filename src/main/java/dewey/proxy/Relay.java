package dewey.proxy;

import static dewey.upstreams.UpstreamSession.UNANSWERED;

import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcWriter;
import dewey.jsonrpc.PendingRequests;
import dewey.jsonrpc.RequestId;
import dewey.metrics.RelayMeter;
import dewey.proxy.RelayState.Closed;
import dewey.proxy.RelayState.Connecting;
import dewey.proxy.RelayState.Draining;
import dewey.proxy.RelayState.Ending;
import dewey.proxy.RelayState.Relaying;
import dewey.recording.Direction;
import dewey.recording.SessionEnd;
import dewey.recording.SessionEnd.Cause;
import dewey.recording.Tap;
import dewey.transports.CloseCodes;
import dewey.upstreams.Payload;
import dewey.upstreams.Payload.Binary;
import dewey.upstreams.Payload.Text;
import dewey.upstreams.Upstream;
import dewey.upstreams.UpstreamSession;
import dewey.websocket.OpenSocket;
import dewey.websocket.Speaker;
import java.time.Duration;
import java.time.Instant;

/**
 * One client's session with one upstream: every message goes through as it came, in order, and is told to the tap.
 *
 * <p>When either side ends, so does the other, within the second; each request that is open then gets one error. A request is
 * never sent twice. Threads: each side's messages come one at a time; what ends the relay may come at any time.
 */
final class Relay implements Speaker, UpstreamSession.Listener {
    /** When so much waits for one side, the other is not read until that side has caught up. */
    private static final long PAUSE_BYTES = 1 << 20;

    private static final long RESUME_BYTES = PAUSE_BYTES / 4;

    private final OpenSocket client;
    private final Upstream upstream;
    private final Tap tap;
    private final Bounds bounds;
    private final RelayMeter meter;
    private final Runnable onClosed;
    private final PendingRequests pending = new PendingRequests();
    private UpstreamSession server;
    private Runnable onClientLeft = () -> {};
    private RelayState state = new Connecting();
    private boolean paused;
    private boolean clientPaused;
    private volatile long lastSaid = System.nanoTime();

    /** @param onClosed told once, when the client's side has ended */
    Relay(OpenSocket client, Upstream upstream, Tap tap, Bounds bounds, RelayMeter meter, Runnable onClosed) {
        this.client = client;
        this.upstream = upstream;
        this.tap = tap;
        this.bounds = bounds;
        this.meter = meter;
        this.onClosed = onClosed;
    }

    /**
     * Begins, once the client's socket is open; the session may have told something already.
     *
     * @param onClientLeft told before the session is ended because of the client
     */
    void start(UpstreamSession session, Runnable onClientLeft) {
        boolean tooLate;
        synchronized (this) {
            server = session;
            this.onClientLeft = onClientLeft;
            tooLate = state instanceof Closed;
        }
        if (tooLate) {
            onClientLeft.run();
            session.cut();
        }
    }

    /** Whether its client has gone, or was refused. */
    synchronized boolean isClosed() {
        return state instanceof Closed;
    }

    private synchronized UpstreamSession server() {
        return server;
    }

    /**
     * @param waitingBytes most that may wait for the upstream to take it
     * @param stall how long the upstream may take nothing
     * @param requests most requests that may be open
     */
    record Bounds(long waitingBytes, Duration stall, int requests) {}

    /** Takes a message of the client, who sends one at a time. */
    void fromClient(Payload message) {
        if (isEnding()) {
            return;
        }
        long arrived = System.nanoTime();
        if (message instanceof Text text) {
            tap.text(Direction.CLIENT_TO_SERVER, text.text());
            pending.sent(text.text());
        } else if (message instanceof Binary binary) {
            tap.binary(Direction.CLIENT_TO_SERVER, binary.data());
        }
        lastSaid = arrived;
        UpstreamSession to = server();
        to.send(message);
        meter.handedToUpstream(arrived);
        if (to.waitingBytes() > bounds.waitingBytes()) {
            fail(Cause.STALLED, CloseCodes.TRY_AGAIN_LATER, "the upstream does not read");
        } else if (pending.count() > bounds.requests()) {
            fail(Cause.REFUSED, CloseCodes.TRY_AGAIN_LATER, "too many requests are open");
        } else if (to.waitingBytes() > PAUSE_BYTES && to.maySlowClient()) {
            pauseClient();
        }
    }

    private void pauseClient() {
        synchronized (this) {
            clientPaused = true;
            client.pause();
        }
        // the upstream may have caught up in between
        taken();
    }

    @Override
    public void taken() {
        synchronized (this) {
            if (clientPaused && server != null && server.waitingBytes() <= RESUME_BYTES) {
                clientPaused = false;
                client.resume();
            }
        }
    }

    /** The client sent a message that is not relayed. */
    void refused(long bytes, int code, String reason) {
        if (isEnding()) {
            return;
        }
        tap.refused(Direction.CLIENT_TO_SERVER, bytes, reason);
        fail(Cause.REFUSED, code, reason);
    }

    @Override
    public synchronized void opened(String subprotocol) {
        if (state instanceof Connecting) {
            state = new Relaying();
        }
    }

    @Override
    public void received(Payload message) {
        if (isEnding()) {
            return;
        }
        long arrived = System.nanoTime();
        if (message instanceof Text text) {
            tap.text(Direction.SERVER_TO_CLIENT, text.text());
            pending.received(text.text());
            client.send(text.text());
        } else if (message instanceof Binary binary) {
            tap.binary(Direction.SERVER_TO_CLIENT, binary.data());
            client.send(binary.data());
        }
        lastSaid = arrived;
        meter.handedToClient(arrived);
        pauseIfBehind();
    }

    @Override
    public void unanswered(RequestId id, String reason) {
        if (!isEnding()) {
            String error = JsonRpcWriter.error(id, new JsonRpcError(UNANSWERED, reason, null));
            tap.synthetic(error);
            pending.received(error);
            client.send(error);
        }
    }

    @Override
    public void errorLine(String line) {
        tap.errorLine(line);
    }

    @Override
    public void closed(int code, String reason) {
        Cause cause = code == CloseCodes.ABNORMAL ? Cause.UPSTREAM_LOST : Cause.UPSTREAM_CLOSED;
        String why = reason.isEmpty() && cause == Cause.UPSTREAM_LOST ? "the upstream was lost" : reason;
        drain(new Ending(cause, CloseCodes.forClient(code), why));
    }

    @Override
    public void unreachable(String reason) {
        drain(new Ending(Cause.UPSTREAM_UNREACHABLE, CloseCodes.BAD_GATEWAY, reason));
    }

    /** Ends both sides for a reason of Dewey's own. */
    private void fail(Cause cause, int code, String reason) {
        drain(new Ending(cause, code, reason));
        UpstreamSession other = server();
        if (other != null) {
            other.close(CloseCodes.forUpstream(code), CloseCodes.fitting(reason));
        }
    }

    /** Lets the client have what is on its way, and an error for each open request, before it is closed. */
    private void drain(Ending ending) {
        synchronized (this) {
            if (!(state instanceof Connecting || state instanceof Relaying)) {
                return;
            }
            state = new Draining(ending, false);
        }
        for (RequestId id : pending.takeAll()) {
            String error =
                    NoAnswer.to(id, upstream.name(), ending.reason(), ending.cause() != Cause.UPSTREAM_UNREACHABLE);
            tap.synthetic(error);
            client.send(error);
        }
        synchronized (this) {
            if (state instanceof Draining) {
                state = new Draining(ending, true);
            }
        }
        closeWhenSent();
    }

    private void closeWhenSent() {
        Ending ending;
        synchronized (this) {
            if (!(state instanceof Draining draining) || !draining.complete() || !client.isSent()) {
                return;
            }
            ending = draining.ending();
        }
        client.end(ending::code, CloseCodes.fitting(ending.reason()));
    }

    private void pauseIfBehind() {
        if (client.waitingBytes() > PAUSE_BYTES) {
            synchronized (this) {
                if (server == null) {
                    return;
                }
                paused = true;
                server.pause();
            }
            // the client may have caught up in between
            sent();
        }
    }

    @Override
    public void sent() {
        synchronized (this) {
            if (paused && client.waitingBytes() <= RESUME_BYTES) {
                paused = false;
                server.resume();
            }
        }
        closeWhenSent();
    }

    @Override
    public void ended(End end) {
        Ending ending;
        synchronized (this) {
            if (state instanceof Closed) {
                return;
            }
            ending = state instanceof Draining draining ? draining.ending() : ending(end);
            state = new Closed(ending);
        }
        pending.takeAll();
        UpstreamSession other = server();
        if (other != null) {
            onClientLeft.run();
            other.close(CloseCodes.forUpstream(end.code()), CloseCodes.fitting(end.reason()));
        }
        tap.end(new SessionEnd(ending.cause(), ending.code(), ending.reason(), Instant.now()));
        onClosed.run();
    }

    private static Ending ending(End end) {
        Cause cause;
        if (end.byPeer()) {
            cause = end.code() == CloseCodes.ABNORMAL ? Cause.CLIENT_LOST : Cause.CLIENT_CLOSED;
        } else {
            cause = end.code() == CloseCodes.GOING_AWAY ? Cause.SERVER_STOPPED : Cause.STALLED;
        }
        return new Ending(cause, end.code(), end.reason());
    }

    @Override
    public void watch(long now) {
        Duration idle = upstream.limits().idleTimeout();
        if (!idle.isZero() && now - lastSaid > idle.toNanos()) {
            fail(Cause.IDLE, CloseCodes.GOING_AWAY, "nothing was said for " + idle.toSeconds() + " s");
        }
        taken();
        UpstreamSession to = server();
        // none yet, or none ever, because that upstream is left alone
        if (to != null && !isEnding() && to.stalledFor(now).compareTo(bounds.stall()) > 0) {
            fail(Cause.STALLED, CloseCodes.TRY_AGAIN_LATER, "the upstream does not read");
        }
    }

    @Override
    public boolean isIdle() {
        return pending.count() == 0;
    }

    private synchronized boolean isEnding() {
        return !(state instanceof Connecting || state instanceof Relaying);
    }
}
