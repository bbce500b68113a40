package dewey.websocket;

import dewey.config.Settings;
import dewey.mcp.McpServer;
import dewey.mcp.McpSession;
import dewey.threads.Workers;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/**
 * One open socket: what it has received, what it is to send, and how it ends.
 *
 * <p>It ends once, whoever ends it: the peer, a broken connection, a broken rule, or this server. From then on nothing of it is
 * kept but what the container needs to close the connection.
 */
final class McpSocket {
    private static final Logger LOG = System.getLogger(McpSocket.class.getName());
    private static final int TOLERATED_MISSED_PONGS = 2;

    private final Session socket;
    private final Workers workers;
    private final Settings.WebSocket settings;
    private final Connection connection;
    private final McpSession session;
    private final Fragments fragments;
    private final Inbox inbox;
    private final Outbox outbox;
    private final BiConsumer<String, Connection> onEnd;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile int unansweredPings;
    private volatile long lastPing = System.nanoTime();

    /** @param onEnd told once, with the socket's id and its connection, when nothing more is served on it */
    McpSocket(
            Session socket,
            Peer peer,
            McpServer server,
            Workers workers,
            Settings.WebSocket settings,
            BiConsumer<String, Connection> onEnd) {
        this.onEnd = onEnd;
        this.socket = socket;
        connection = peer.connection();
        session = new McpSession(peer.caller());
        this.workers = workers;
        this.settings = settings;
        fragments = new Fragments(settings.maxMessageBytes());
        outbox = new Outbox(
                (text, done) -> socket.getAsyncRemote().sendText(text, done),
                failure -> end(CloseCodes.CLOSED_ABNORMALLY, "send failed"),
                settings.maxQueuedBytes());
        inbox = new Inbox(
                server,
                session,
                workers::run,
                this::send,
                new Inbox.Bounds(
                        settings.maxQueuedMessages(), settings.maxQueuedBytes(), settings.maxConcurrentRequests()));
    }

    /** Takes one fragment. The container calls this for one fragment of a socket at a time. */
    void received(String part, boolean last) {
        if (ended.get()) {
            return;
        }
        try {
            fragments.add(part, last).ifPresent(this::take);
        } catch (Fragments.TooLarge e) {
            end(CloseCodes.TOO_BIG, "a message is larger than " + settings.maxMessageBytes() + " bytes");
        }
    }

    private void take(String text) {
        try {
            if (!inbox.add(text)) {
                end(CloseCodes.TRY_AGAIN_LATER, "too many requests are waiting");
            }
        } catch (RejectedExecutionException e) {
            end(CloseCodes.GOING_AWAY, "the server is stopping");
        }
    }

    void receivedBinary() {
        end(CloseCodes.CANNOT_ACCEPT, "messages are text");
    }

    void receivedPong() {
        unansweredPings = 0;
    }

    private void send(String text) {
        if (!outbox.send(text)) {
            end(CloseCodes.VIOLATED_POLICY, "answers are not read");
        }
    }

    /** Pings when it is time, and closes a peer that reads no answers or answers no pings. Called about once a second. */
    void watch(long now) {
        Duration stalled = outbox.stalledFor(now);
        if (stalled.compareTo(settings.sendTimeout()) > 0) {
            end(CloseCodes.VIOLATED_POLICY, "answers are not read");
        } else if (now - lastPing >= settings.pingInterval().toNanos()) {
            lastPing = now;
            if (unansweredPings >= TOLERATED_MISSED_PONGS) {
                end(CloseCodes.CLOSED_ABNORMALLY, "pings are not answered");
            } else if (stalled.isZero()) {
                // behind a text that is not read a ping would only wait; the send time-out judges that peer
                unansweredPings++;
                ping();
            }
        }
    }

    private void ping() {
        try {
            socket.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
        } catch (IOException | RuntimeException e) {
            end(CloseCodes.CLOSED_ABNORMALLY, "ping failed");
        }
    }

    /** Everything that came in is answered and sent. */
    boolean isIdle() {
        return inbox.isIdle() && outbox.isIdle();
    }

    /** Ends the socket from this side. Returns at once; the close frame is sent by another thread. */
    void end(CloseCode code, String reason) {
        if (!release()) {
            return;
        }
        LOG.log(Level.DEBUG, () -> "Closing socket " + socket.getId() + ": " + code.getCode() + " " + reason);
        try {
            // closing may wait for the peer, so that it must not run on a thread that reads sockets
            workers.run(() -> close(code, reason));
        } catch (RejectedExecutionException stopping) {
            close(code, reason);
        }
    }

    /** Ends the socket and waits for its close frame; for the shutdown, when no worker may be left. */
    void endNow(CloseCode code, String reason) {
        if (release()) {
            close(code, reason);
        }
    }

    /** Lets go of everything, once; the container has closed the socket or is about to. */
    boolean release() {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        inbox.close();
        outbox.close();
        session.close();
        onEnd.accept(socket.getId(), connection);
        return true;
    }

    private void close(CloseCode code, String reason) {
        try {
            // 1006 stands for "no close frame was seen" and must not be sent (RFC 6455 §7.4.1)
            boolean sendable = code != CloseCodes.CLOSED_ABNORMALLY;
            socket.close(new CloseReason(sendable ? code : CloseCodes.GOING_AWAY, reason));
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "Socket " + socket.getId() + " was gone before it could be closed", e);
        }
        if (code == CloseCodes.CLOSED_ABNORMALLY) {
            // this peer has been silent for long enough
            connection.cut();
        }
    }
}
