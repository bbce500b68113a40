package dewey.websocket;

import dewey.frames.Frame;
import dewey.frames.FrameError;
import dewey.frames.FrameListener;
import dewey.frames.FrameQueue;
import dewey.frames.FrameReader;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.WebConnection;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A connection that the container has upgraded (Jakarta Servlet 6.0 §2.3.3.5) and on which Dewey reads and writes the frames itself.
 *
 * <p>The container calls on the thread that reads its sockets; nothing here waits. What is not read stays with the peer, so that one
 * who sends faster than is taken is slowed by TCP.
 */
final class FramedLine implements Line, ReadListener, FrameListener {
    private static final Logger LOG = System.getLogger(FramedLine.class.getName());

    /** Where the container does not say how much has come. */
    private static final int USUAL_READ = 4 << 10;

    private static final int MOST_READ = 64 << 10;
    private static final String BROKE = "the connection broke";

    private final String id = UUID.randomUUID().toString();
    private final String path;
    private final WebConnection connection;
    private final Connection transport;
    private final ServletInputStream in;
    private final Executor reads;
    private final Executor workers;
    private final InApplication application = InApplication.ofThisThread();
    private final FrameReader reader;
    private final ServletSink sink;
    private final FrameQueue queue;
    private final CloseHandshake handshake;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile OpenSocket socket;
    private Receiver receiver;
    private volatile boolean paused;
    private boolean reading;
    private boolean toldAgain;

    /**
     * @param transport what the connection came by
     * @param reads goes on with reading after a pause, without waiting: the thread that reads the connection, where the container has one for that
     * @param workers close the connection, which may wait
     */
    FramedLine(
            String path,
            WebConnection connection,
            Connection transport,
            int maxMessageBytes,
            Executor reads,
            Executor workers)
            throws IOException {
        this.path = path;
        this.connection = connection;
        this.transport = transport;
        this.reads = reads;
        this.workers = workers;
        in = connection.getInputStream();
        sink = new ServletSink(connection.getOutputStream(), application, this::lost);
        queue = sink.queue();
        handshake = new CloseHandshake(sink, this::closeConnection, this::lost);
        reader = new FrameReader(true, maxMessageBytes, this);
    }

    /** From now on it writes. */
    void beginToWrite() {
        transport.whenCut(this::disconnected);
        sink.begin();
    }

    /** From now on it reads for {@code to}, who speaks on {@code opened}. */
    void beginToRead(OpenSocket opened, Receiver to) {
        socket = opened;
        receiver = to;
        if (ended.get()) {
            opened.closed(new CloseReason(CloseCodes.CLOSED_ABNORMALLY, BROKE));
        } else {
            in.setReadListener(this);
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public void send(Object message, Consumer<Throwable> done) {
        queue.send(message instanceof String text ? Frame.text(text, done) : Frame.binary((byte[]) message, done));
    }

    @Override
    public OptionalLong lastTaken() {
        return OptionalLong.of(queue.lastTaken());
    }

    @Override
    public void ping(Consumer<Throwable> failed) {
        queue.send(Frame.ping(failure -> {
            if (failure != null) {
                failed.accept(failure);
            }
        }));
    }

    @Override
    public void close(CloseCode code, String reason) {
        handshake.send(code.getCode(), reason);
        // what the peer has not been able to send yet is not wanted any more, but for its close frame
        resume();
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        if (!paused) {
            return;
        }
        paused = false;
        try {
            reads.execute(this::onDataAvailable);
        } catch (RejectedExecutionException stopping) {
            LOG.log(Level.DEBUG, "A socket is not read any more, because the server is stopping", stopping);
        }
    }

    @Override
    public boolean isPaused() {
        return paused;
    }

    @Override
    public void onDataAvailable() {
        synchronized (this) {
            if (reading) {
                toldAgain = true;
                return;
            }
            reading = true;
        }
        application.run(this::readOn);
    }

    private void readOn() {
        try {
            do {
                boolean more = true;
                while (more && mayRead()) {
                    more = read();
                }
                if (in.isFinished()) {
                    // behind a pause no container tells
                    onAllDataRead();
                }
            } while (isToldAgain());
        } catch (IOException e) {
            stopReading();
            lost(e);
        } catch (RuntimeException e) {
            stopReading();
            socket.failed(e);
        }
    }

    private synchronized void stopReading() {
        reading = false;
        reader.drop();
    }

    private boolean mayRead() {
        return !paused && !handshake.hasPeerClosed() && !ended.get() && in.isReady();
    }

    /** Whether there may be more by now; otherwise this thread is done with reading, and another may. */
    private synchronized boolean isToldAgain() {
        if (ended.get()) {
            reader.drop();
        }
        reading = toldAgain;
        toldAgain = false;
        return reading;
    }

    /** Lets go of a message that was broken off; whoever reads just now does it himself. WildFly's idle workers keep the last connection that they had. */
    private synchronized void letGo() {
        if (!reading) {
            reader.drop();
        }
    }

    /** False at the end of all. */
    private boolean read() throws IOException {
        int ready = in.available();
        byte[] bytes = new byte[ready > 0 ? Math.min(ready, MOST_READ) : USUAL_READ];
        int read = in.read(bytes);
        // whoever sends is there, though its pong may lie behind all this
        socket.receivedPong();
        try {
            reader.read(bytes, 0, read);
        } catch (FrameError e) {
            refuse(e);
        }
        return read >= 0;
    }

    /** The connection was cut, or the container has closed it, or found it closed. */
    void disconnected() {
        lost(new IOException("the connection was closed"));
    }

    @Override
    public void onAllDataRead() {
        if (!handshake.hasPeerClosed()) {
            lost(new IOException("the peer has ended the connection without a close frame"));
        }
    }

    @Override
    public void onError(Throwable failure) {
        lost(failure);
    }

    @Override
    public void text(String text) {
        receiver.texts().accept(text);
    }

    @Override
    public void binary(byte[] data) {
        receiver.binaries().accept(data);
    }

    @Override
    public void ping(byte[] payload) {
        queue.pong(payload);
    }

    @Override
    public void pong() {
        socket.receivedPong();
    }

    @Override
    public void closed(int code, String reason) {
        // first told, then done: when the connection is closed the container may tell that it was lost
        socket.closed(new CloseReason(CloseCodes.getCloseCode(code), reason));
        handshake.peerHasClosed(code);
    }

    /** The peer may still be sending, and would not see a close frame before it has: what it sends is read and dropped. */
    private void refuse(FrameError error) {
        reader.drop();
        handshake.refuse();
        if (error.isTooLarge()) {
            receiver.tooLarge().accept(error.bytes());
        } else {
            socket.end(CloseCodes.getCloseCode(error.code()), error.getMessage());
        }
    }

    private void lost(Throwable failure) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        LOG.log(Level.DEBUG, "The connection of a socket broke", failure);
        transport.whenCut(null);
        letGo();
        application.run(() -> {
            queue.end(new IOException("the connection is gone", failure));
            OpenSocket lost = socket;
            if (lost != null) {
                lost.closed(new CloseReason(CloseCodes.CLOSED_ABNORMALLY, BROKE));
            }
        });
        if (!handshake.hasPeerClosed()) {
            // to close it in good order may wait for a peer that does not read
            transport.cut();
        }
        // Payara keeps what has served an upgrade until it is told, if it has not seen the end itself
        closeConnection();
    }

    private void closeConnection() {
        try {
            workers.execute(this::closeNow);
        } catch (RejectedExecutionException stopping) {
            closeNow();
        }
    }

    private void closeNow() {
        try {
            connection.close();
        } catch (Exception e) {
            LOG.log(Level.DEBUG, "A connection was gone before it could be closed", e);
        }
    }
}
