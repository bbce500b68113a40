package dewey.transports;

import dewey.security.Hops;
import dewey.upstreams.Addresses;
import dewey.upstreams.Payload;
import dewey.upstreams.Payload.Binary;
import dewey.upstreams.Payload.Text;
import dewey.upstreams.Upstream.WebSocketUpstream;
import dewey.upstreams.UpstreamSession;
import dewey.websocket.BinaryFragments;
import dewey.websocket.Fragments;
import dewey.websocket.Outbox;
import dewey.websocket.TooLarge;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A session with an upstream over WebSocket, by the JDK's client: one message in flight, one fragment asked for at a time.
 *
 * <p>A message that is sent before the socket is open counts as in flight until then; so all of them keep their order.
 */
public final class WebSocketUpstreamSession implements UpstreamSession, WebSocket.Listener {
    private static final int TOLERATED_MISSED_PONGS = 2;

    private static final Logger LOG = System.getLogger(WebSocketUpstreamSession.class.getName());

    private final WebSocketUpstream upstream;
    private final Timing timing;
    private final InOrder listener;
    private final Fragments texts;
    private final BinaryFragments binaries;
    private final Outbox<Payload> outbox;
    private final CompletableFuture<WebSocket> opening;
    private final Silence silence = new Silence();
    private volatile long lastPing = System.nanoTime();
    private volatile int unansweredPings;
    private boolean paused;
    private boolean owesRequest;
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
            HttpClients clients,
            Addresses addresses,
            Timing timing,
            Listener listener) {
        this.upstream = upstream;
        this.timing = timing;
        this.listener = new InOrder(listener);
        texts = new Fragments(upstream.limits().maxMessageBytes());
        binaries = new BinaryFragments(upstream.limits().maxMessageBytes());
        // without a bound: the relay ends a session for which too much waits, and tells both sides why
        outbox = new Outbox<>(
                this::write, failure -> lost("a message could not be sent"), this::closeWhenSent, Long.MAX_VALUE);
        opening = open(clients, addresses, builder(clients, subprotocol, hops));
        opening.whenComplete(this::openedOrNot);
    }

    private void openedOrNot(WebSocket opened, Throwable failure) {
        if (failure == null) {
            // it may have been asked to close in the meantime
            closeWhenSent();
        } else {
            outbox.close();
            listener.unreachable(PlainWords.of(failure));
        }
    }

    private WebSocket.Builder builder(HttpClients clients, String subprotocol, String hops) {
        Duration timeout = upstream.limits().connectTimeout();
        WebSocket.Builder builder =
                clients.connectingWithin(timeout).newWebSocketBuilder().connectTimeout(timeout);
        upstream.headers().forEach(builder::header);
        builder.header(Hops.HEADER, hops);
        if (!subprotocol.isEmpty()) {
            builder.subprotocols(subprotocol);
        }
        return builder;
    }

    private CompletableFuture<WebSocket> open(HttpClients clients, Addresses addresses, WebSocket.Builder builder) {
        return CompletableFuture.supplyAsync(() -> addresses.checked(upstream.url()), clients.executor())
                .thenCompose(url -> builder.buildAsync(url, this));
    }

    @Override
    public void send(Payload message) {
        // of a text its characters, which in memory most often take a byte each
        int size = message instanceof Text text ? text.text().length() : ((Binary) message).data().length;
        outbox.send(message, size);
    }

    private void write(Payload message, Consumer<Throwable> done) {
        if (!opening.isDone()) {
            opening.thenAccept(socket -> write(socket, message, done));
        } else if (!opening.isCompletedExceptionally()) {
            write(opening.join(), message, done);
        }
    }

    private static void write(WebSocket socket, Payload message, Consumer<Throwable> done) {
        CompletableFuture<WebSocket> through = message instanceof Text text
                ? socket.sendText(text.text(), true)
                : socket.sendBinary(ByteBuffer.wrap(((Binary) message).data()), true);
        through.whenComplete((same, failure) -> done.accept(failure));
    }

    @Override
    public long waitingBytes() {
        return outbox.waitingBytes();
    }

    @Override
    public Duration stalledFor(long now) {
        return outbox.stalledFor(now);
    }

    @Override
    public void onOpen(WebSocket socket) {
        listener.opened(socket.getSubprotocol());
        socket.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        silence.begins(System.nanoTime());
        try {
            texts.add(part.toString(), last).ifPresent(text -> listener.received(new Text(text)));
            askForMore(socket);
        } catch (TooLarge e) {
            tooLarge();
        }
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
        silence.begins(System.nanoTime());
        try {
            binaries.add(part, last).ifPresent(data -> listener.received(new Binary(data)));
            askForMore(socket);
        } catch (TooLarge e) {
            tooLarge();
        }
        return null;
    }

    private synchronized void askForMore(WebSocket socket) {
        if (paused) {
            owesRequest = true;
        } else {
            socket.request(1);
        }
    }

    @Override
    public synchronized void pause() {
        paused = true;
    }

    @Override
    public synchronized void resume() {
        paused = false;
        if (owesRequest) {
            owesRequest = false;
            opening.join().request(1);
        }
    }

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
        unansweredPings = 0;
        silence.isExplained();
        socket.request(1);
        return null;
    }

    /** The JDK answers the close frame by itself. */
    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        outbox.close();
        listener.closed(code, reason);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
        LOG.log(Level.DEBUG, "The connection of an upstream broke", failure);
        lost("the connection broke");
    }

    private void tooLarge() {
        outbox.close();
        listener.closed(
                CloseCodes.TOO_BIG,
                "a message of the upstream is larger than " + upstream.limits().maxMessageBytes() + " bytes");
        abort();
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
        } else if (isOpen() && silence.asksForPing(now) && outbox.isIdle()) {
            sendPing();
        }
    }

    private void ping() {
        if (unansweredPings >= TOLERATED_MISSED_PONGS) {
            lost("pings are not answered");
        } else if (outbox.isIdle()) {
            // behind a message that is not read a ping would only wait; the relay judges that upstream
            unansweredPings++;
            sendPing();
        }
    }

    private void sendPing() {
        opening.join().sendPing(ByteBuffer.allocate(0)).whenComplete((socket, failure) -> {
            // one that is still being sent when the next is due fails otherwise: that peer only reads slowly
            if (failure instanceof IOException || failure != null && failure.getCause() instanceof IOException) {
                lost("a ping could not be sent");
            }
        });
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
            sendClose(opening.join(), asked);
        }
    }

    private static void sendClose(WebSocket socket, Closing asked) {
        try {
            socket.sendClose(asked.code(), asked.reason());
        } catch (IllegalArgumentException notForClients) {
            // the JDK's client may not send each code; the reason still tells
            socket.sendClose(CloseCodes.GOING_AWAY, asked.reason());
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
        opening.whenComplete((socket, failure) -> {
            if (socket != null) {
                socket.abort();
            }
        });
    }
}
