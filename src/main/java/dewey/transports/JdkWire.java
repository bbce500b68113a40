package dewey.transports;

import dewey.upstreams.Payload;
import dewey.upstreams.Payload.Binary;
import dewey.upstreams.Payload.Text;
import dewey.websocket.BinaryFragments;
import dewey.websocket.Fragments;
import dewey.websocket.TooLarge;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A socket of the JDK's client: one fragment asked for at a time. */
final class JdkWire implements Wire, WebSocket.Listener {
    private final WebSocketUpstreamSession session;
    private final Fragments texts;
    private final BinaryFragments binaries;
    private final Silence silence = new Silence();
    private volatile WebSocket socket;
    private boolean paused;
    private boolean owesRequest;

    JdkWire(int maxMessageBytes, WebSocketUpstreamSession session) {
        this.session = session;
        texts = new Fragments(maxMessageBytes);
        binaries = new BinaryFragments(maxMessageBytes);
    }

    @Override
    public void send(Payload message, Consumer<Throwable> done) {
        CompletableFuture<WebSocket> through = message instanceof Text text
                ? socket.sendText(text.text(), true)
                : socket.sendBinary(ByteBuffer.wrap(((Binary) message).data()), true);
        through.whenComplete((same, failure) -> done.accept(failure));
    }

    @Override
    public OptionalLong lastTaken() {
        return OptionalLong.empty();
    }

    @Override
    public void ping(Runnable broken) {
        socket.sendPing(ByteBuffer.allocate(0)).whenComplete((same, failure) -> {
            // one that is still being sent when the next is due fails otherwise: that peer only reads slowly
            if (failure instanceof IOException || failure != null && failure.getCause() instanceof IOException) {
                broken.run();
            }
        });
    }

    @Override
    public void close(int code, String reason) {
        try {
            socket.sendClose(code, reason);
        } catch (IllegalArgumentException notForClients) {
            // the JDK's client may not send each code; the reason still tells
            socket.sendClose(CloseCodes.GOING_AWAY, reason);
        }
    }

    @Override
    public void abort() {
        socket.abort();
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
            socket.request(1);
        }
    }

    @Override
    public boolean asksForPing(long now) {
        return silence.asksForPing(now);
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        session.opened(this, opened.getSubprotocol());
        opened.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        silence.begins(System.nanoTime());
        try {
            texts.add(part.toString(), last).ifPresent(text -> session.received(new Text(text)));
            askForMore(from);
        } catch (TooLarge e) {
            session.tooLarge();
        }
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
        silence.begins(System.nanoTime());
        try {
            binaries.add(part, last).ifPresent(data -> session.received(new Binary(data)));
            askForMore(from);
        } catch (TooLarge e) {
            session.tooLarge();
        }
        return null;
    }

    private synchronized void askForMore(WebSocket from) {
        if (paused) {
            owesRequest = true;
        } else {
            from.request(1);
        }
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        silence.isExplained();
        session.pong();
        from.request(1);
        return null;
    }

    /** The JDK answers the close frame by itself. */
    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        session.closed(code, reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        session.broken(failure);
    }
}
