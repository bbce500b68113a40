package dewey.websocket;

import dewey.config.Settings;
import dewey.security.Caller;
import dewey.security.Hops;
import dewey.threads.Workers;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * One open socket, whatever is spoken on it: it sends in order without blocking, pings, and ends.
 *
 * <p>It ends once, whoever ends it: the peer, a broken connection, a broken rule, or this server. From then on nothing of it is
 * kept but what the container needs to close the connection.
 */
public final class OpenSocket {
    private static final Logger LOG = System.getLogger(OpenSocket.class.getName());
    private static final int TOLERATED_MISSED_PONGS = 2;

    private final Line line;
    private final Peer peer;
    private final Workers workers;
    private final Settings.WebSocket settings;
    private final Outbox<Object> outbox;
    private final BiConsumer<String, Connection> onEnd;
    private final Speaker speaker;
    private final Instant openedAt = Instant.now();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile int unansweredPings;
    private volatile long lastPing = System.nanoTime();

    /** @param onEnd told once, with the socket's id and its connection, when nothing more is served on it */
    OpenSocket(
            Line line,
            Peer peer,
            Workers workers,
            Settings.WebSocket settings,
            BiConsumer<String, Connection> onEnd,
            Function<OpenSocket, ? extends Speaker> speaker) {
        this.line = line;
        this.peer = peer;
        this.workers = workers;
        this.settings = settings;
        this.onEnd = onEnd;
        outbox = new Outbox<>(
                line::send,
                line::lastTaken,
                failure -> lost("a message could not be sent"),
                this::sent,
                settings.maxQueuedBytes());
        this.speaker = speaker.apply(this);
    }

    public String id() {
        return line.id();
    }

    /** The door that it came in by, as {@code /proxy/weather}. */
    public String path() {
        return line.path();
    }

    public Instant openedAt() {
        return openedAt;
    }

    /** Who opened it. */
    public Caller caller() {
        return peer.caller();
    }

    /** From where. */
    public String address() {
        return peer.address();
    }

    /** What the {@link Hops#HEADER} headers of its handshake said. */
    public List<String> via() {
        return peer.via();
    }

    /** Sends a text after what was sent before; a peer that has let too much pile up is closed instead. */
    public void send(String text) {
        // its characters, which in memory most often take a byte each; to count bytes is to read all of it
        send(text, text.length());
    }

    /** Sends a binary message likewise; the array must not be changed any more. */
    public void send(byte[] data) {
        send(data, data.length);
    }

    private void send(Object message, int bytes) {
        if (!outbox.send(message, bytes)) {
            end(CloseCodes.VIOLATED_POLICY, "answers are not read");
        }
    }

    private void sent() {
        speaker.sent();
    }

    /** How much waits for the peer to read. */
    public long waitingBytes() {
        return outbox.waitingBytes();
    }

    /** Whether everything that was to be sent has left. */
    public boolean isSent() {
        return outbox.isIdle();
    }

    boolean isIdle() {
        return speaker.isIdle() && outbox.isIdle();
    }

    /** The peer has shown that it is there. */
    public void receivedPong() {
        if (unansweredPings > 0) {
            unansweredPings = 0;
        }
    }

    /** Pings when it is time, and ends a peer that does not read, answers no pings, or may not stay. Called about once a second. */
    void watch(long now) {
        if (!peer.pass().isStillGood()) {
            end(CloseCodes.VIOLATED_POLICY, "the credentials are not good any more");
            return;
        }
        if (outbox.stalledFor(now).compareTo(settings.sendTimeout()) > 0) {
            end(CloseCodes.VIOLATED_POLICY, "answers are not read");
        } else if (now - lastPing >= settings.pingInterval().toNanos()) {
            lastPing = now;
            if (line.isPaused()) {
                // its pong would wait behind what Dewey does not read
                return;
            }
            if (unansweredPings >= TOLERATED_MISSED_PONGS) {
                lost("pings are not answered");
            } else if (outbox.isIdle()) {
                // behind a text that is not read a ping would only wait
                unansweredPings++;
                ping();
            }
        }
        speaker.watch(now);
    }

    private void ping() {
        line.ping(failure -> lost("a ping could not be sent"));
    }

    /** Whether to send to it never blocks, whatever the server; so that threads which wait for many sockets may. */
    public boolean isFramed() {
        return line instanceof FramedLine;
    }

    /** Takes nothing more from the peer until {@link #resume}, where the server lets that be; elsewhere it goes on. */
    public void pause() {
        line.pause();
    }

    public void resume() {
        line.resume();
    }

    /** Ends the socket from this side. Returns at once; the close frame is sent by another thread. */
    public void end(CloseCode code, String reason) {
        if (release(new Speaker.End(false, code.getCode(), reason))) {
            LOG.log(Level.DEBUG, () -> "Closing socket " + id() + ": " + code.getCode() + " " + reason);
            closeSoon(code, reason);
        }
    }

    /** Ends the socket and waits for its close frame; for the shutdown, when no worker may be left. */
    void endNow(CloseCode code, String reason) {
        if (release(new Speaker.End(false, code.getCode(), reason))) {
            close(code, reason);
        }
    }

    /** The container has met an error on the socket; some containers leave it open then, and it must not stay half alive. */
    public void failed(Throwable failure) {
        LOG.log(Level.DEBUG, "Socket " + id() + " failed", failure);
        if (isTooLargeForTheContainer(failure)) {
            endNow(CloseCodes.TOO_BIG, "a frame is larger than the server takes");
        } else {
            end(CloseCodes.UNEXPECTED_CONDITION, "internal error");
        }
    }

    // Tyrus reports a frame that exceeds its buffer (web.xml) in this way only, and would close with 1011 right after
    // this
    private static boolean isTooLargeForTheContainer(Throwable failure) {
        String message = failure.getMessage();
        return failure instanceof IllegalArgumentException && message != null && message.contains("overflow");
    }

    /** The container has closed the socket. */
    public void closed(CloseReason reason) {
        release(new Speaker.End(true, reason.getCloseCode().getCode(), reason.getReasonPhrase()));
        peer.connection().dropHalfFrame();
    }

    private void lost(String how) {
        if (release(new Speaker.End(true, CloseCodes.CLOSED_ABNORMALLY.getCode(), how))) {
            LOG.log(Level.DEBUG, () -> "Lost socket " + id() + ": " + how);
            closeSoon(CloseCodes.CLOSED_ABNORMALLY, how);
        }
    }

    private boolean release(Speaker.End end) {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        outbox.close();
        onEnd.accept(id(), peer.connection());
        try {
            speaker.ended(end);
        } catch (RuntimeException e) {
            // whatever is wrong there, the socket itself must still be closed
            LOG.log(Level.ERROR, "Whoever spoke on socket " + id() + " failed at its end", e);
        }
        return true;
    }

    private void closeSoon(CloseCode code, String reason) {
        try {
            // closing may wait for the peer, so that it must not run on a thread that reads sockets
            workers.run(() -> close(code, reason));
        } catch (RejectedExecutionException stopping) {
            close(code, reason);
        }
    }

    private void close(CloseCode code, String reason) {
        try {
            // 1006 stands for "no close frame was seen" and must not be sent (RFC 6455 §7.4.1)
            boolean sendable = code != CloseCodes.CLOSED_ABNORMALLY;
            line.close(sendable ? code : CloseCodes.GOING_AWAY, reason);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "Socket " + id() + " was gone before it could be closed", e);
        }
        if (code == CloseCodes.CLOSED_ABNORMALLY) {
            // a peer that was silent may still be read to; the connection is cut with those of all that have left
            // (OpenSockets), because on WildFly the close frame leaves behind this call, and would be lost
            peer.connection().dropHalfFrame();
        }
    }
}
