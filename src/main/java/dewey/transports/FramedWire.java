package dewey.transports;

import dewey.frames.Frame;
import dewey.frames.FrameError;
import dewey.frames.FrameListener;
import dewey.frames.FrameQueue;
import dewey.frames.FrameReader;
import dewey.frames.Masks;
import dewey.upstreams.Payload;
import dewey.upstreams.Payload.Binary;
import dewey.upstreams.Payload.Text;
import dewey.upstreams.Upstream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A socket whose frames Dewey reads and writes itself. It is read on its loop's thread; it is written on the thread that sends, and by the
 * loop when the upstream takes no more at once.
 */
final class FramedWire implements Wire, FrameListener {
    private static final Logger LOG = System.getLogger(FramedWire.class.getName());

    /** So that an upstream which never stops leaves the others their turn. */
    private static final int MOST_READS = 8;

    /** How long the answer to the upstream's close may take to leave. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SocketLoop loop;
    private final ClientHandshake handshake;
    private final WebSocketUpstreamSession session;
    private final FrameReader reader;
    private final FrameQueue queue;
    private final SocketSink sink;
    private final CompletableFuture<Wire> opening = new CompletableFuture<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private Attempts attempts;
    private volatile long until;
    /** A new one for each address that is tried; null before the first. */
    private volatile SocketChannel channel;

    private volatile SelectionKey key;
    private volatile boolean connected;
    private volatile boolean paused;

    FramedWire(
            SocketLoop loop,
            ClientHandshake handshake,
            Upstream.Limits limits,
            SecureRandom random,
            WebSocketUpstreamSession session) {
        this.loop = loop;
        this.handshake = handshake;
        this.session = session;
        reader = new FrameReader(false, limits.maxMessageBytes(), this);
        until = System.nanoTime() + limits.connectTimeout().toNanos();
        sink = new SocketSink(loop);
        queue = new FrameQueue(sink, Masks.drawnFrom(random));
    }

    /** Done when the socket is open, or cannot be opened. */
    CompletableFuture<Wire> opening() {
        return opening;
    }

    /** Begins to connect to the first of the addresses, and where that fails to the next; how it went is told by {@link #opening}. */
    void connect(Collection<? extends SocketAddress> addresses) {
        loop.execute(() -> {
            loop.watch(this);
            attempts = new Attempts(addresses, until);
            connectToNext();
        });
    }

    private void connectToNext() {
        try {
            SocketAddress address = attempts.next(System.nanoTime());
            channel = SocketChannel.open();
            sink.writeTo(channel);
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            key = channel.register(loop.selector(), SelectionKey.OP_CONNECT, this);
            if (channel.connect(address)) {
                shakeHands();
            }
        } catch (IOException | RuntimeException e) {
            broke(e);
        }
    }

    private void broke(Throwable failure) {
        if (connected) {
            fail(failure);
            return;
        }
        Throwable all = attempts.failed(failure);
        if (attempts.areOver()) {
            fail(all);
        } else {
            disconnect();
            connectToNext();
        }
    }

    /** Whether the loop is to ask again; ends what has taken as long as it may: opening, and the last frame after the upstream's close. */
    boolean isStillWatched(long now) {
        boolean late = now - until > 0;
        if (!opening.isDone()) {
            if (late && connected) {
                fail(new HttpTimeoutException("the handshake was not answered"));
            } else if (late) {
                fail(attempts.failed(notAccepted()));
            } else if (!connected && attempts.isNextDue(now)) {
                broke(notAccepted());
            }
            return !opening.isDone();
        }
        if (late && ended.get()) {
            disconnect();
        }
        return ended.get() && channel.isOpen();
    }

    private static IOException notAccepted() {
        return new HttpConnectTimeoutException("the connection was not accepted");
    }

    /** What the loop has found its socket to be ready for. */
    void ready(SelectionKey ready) {
        try {
            if (ready.isConnectable()) {
                channel.finishConnect();
                shakeHands();
            } else {
                if (ready.isWritable() && sink.goOn()) {
                    queue.go();
                }
                if (ready.isReadable()) {
                    read();
                }
            }
        } catch (CancelledKeyException closedMeanwhile) {
            LOG.log(Level.TRACE, "A socket was closed by another thread", closedMeanwhile);
        } catch (FrameError e) {
            refuse(e);
        } catch (IOException | HandshakeRefused | RuntimeException e) {
            broke(e);
        }
    }

    private void shakeHands() throws IOException {
        connected = true;
        key.interestOps(SelectionKey.OP_READ);
        sink.take(handshake.request());
    }

    private void read() throws IOException, FrameError, HandshakeRefused {
        byte[] bytes = loop.buffer();
        int read = bytes.length;
        for (int i = 0; i < MOST_READS && read == bytes.length && !paused && !ended.get(); i++) {
            read = channel.read(ByteBuffer.wrap(bytes));
            if (read < 0) {
                throw new EOFException("the upstream has ended the connection without a close frame");
            }
            session.pong();
            int from = opening.isDone() ? 0 : answered(bytes, read);
            if (from >= 0) {
                reader.read(bytes, from, read);
            }
        }
    }

    /** Where the frames begin, or -1 while the handshake is not answered. */
    private int answered(byte[] bytes, int end) throws HandshakeRefused {
        int from = handshake.read(bytes, end);
        if (from >= 0) {
            sink.open();
            session.opened(this, handshake.subprotocol());
            opening.complete(this);
        }
        return from;
    }

    @Override
    public void send(Payload message, Consumer<Throwable> done) {
        queue.send(
                message instanceof Text text
                        ? Frame.text(text.text(), done)
                        : Frame.binary(((Binary) message).data(), done));
    }

    @Override
    public OptionalLong lastTaken() {
        return OptionalLong.of(queue.lastTaken());
    }

    @Override
    public void ping(Runnable broken) {
        queue.send(Frame.ping(failure -> {
            if (failure != null) {
                broken.run();
            }
        }));
    }

    @Override
    public void close(int code, String reason) {
        if (closing.compareAndSet(false, true)) {
            queue.send(Frame.close(code, reason, failure -> {}));
        }
    }

    @Override
    public void abort() {
        ended.set(true);
        disconnect();
        queue.end(new IOException("the session was cut"));
    }

    @Override
    public void pause() {
        paused = true;
        wantsToRead(false);
    }

    @Override
    public void resume() {
        paused = false;
        wantsToRead(true);
        loop.lookAgain();
    }

    private void wantsToRead(boolean wants) {
        try {
            if (wants && !ended.get()) {
                key.interestOpsOr(SelectionKey.OP_READ);
            } else {
                key.interestOpsAnd(~SelectionKey.OP_READ);
            }
        } catch (CancelledKeyException gone) {
            LOG.log(Level.TRACE, "A socket is gone", gone);
        }
    }

    @Override
    public void text(String text) {
        session.received(new Text(text));
    }

    @Override
    public void binary(byte[] data) {
        session.received(new Binary(data));
    }

    @Override
    public void ping(byte[] payload) {
        queue.pong(payload);
    }

    @Override
    public void pong() {
        session.pong();
    }

    @Override
    public void closed(int code, String reason) {
        ended.set(true);
        wantsToRead(false);
        until = System.nanoTime() + LINGER_NANOS;
        loop.watch(this);
        if (closing.compareAndSet(false, true)) {
            queue.send(Frame.close(code, "", failure -> disconnect()));
        } else {
            disconnect();
        }
        session.closed(code, reason);
    }

    private void refuse(FrameError error) {
        reader.drop();
        if (closing.compareAndSet(false, true)) {
            queue.send(Frame.close(error.code(), "", failure -> {}));
        }
        if (error.isTooLarge()) {
            session.tooLarge();
        } else {
            fail(error);
        }
    }

    void fail(Throwable failure) {
        disconnect();
        if (opening.completeExceptionally(failure) || !ended.compareAndSet(false, true)) {
            return;
        }
        session.broken(failure);
        queue.end(new IOException("the connection is gone", failure));
    }

    private void disconnect() {
        SocketChannel last = channel;
        try {
            if (last != null) {
                last.close();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A socket could not be closed", e);
        }
        // a key that is cancelled by another thread keeps the connection until the loop has seen it
        loop.lookAgain();
    }
}
