package dewey.websocket;

import dewey.frames.FrameQueue;
import dewey.frames.FrameSink;
import dewey.frames.Masks;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The writing half of a {@link FramedLine}: the frames of a server, by the container's non-blocking output (Jakarta Servlet 6.0 §3.7). */
final class ServletSink implements FrameSink, WriteListener {
    private final ServletOutputStream out;
    private final InApplication application;
    private final Consumer<Throwable> onFailure;
    private final FrameQueue queue = new FrameQueue(this, Masks.NONE);
    private final AtomicBoolean failed = new AtomicBoolean();
    private volatile boolean begun;
    private boolean unflushed;

    /** @param onFailure told when nothing can be written any more */
    ServletSink(ServletOutputStream out, InApplication application, Consumer<Throwable> onFailure) {
        this.out = out;
        this.application = application;
        this.onFailure = onFailure;
    }

    /** From now on it writes. */
    void begin() {
        out.setWriteListener(this);
    }

    FrameQueue queue() {
        return queue;
    }

    /** Nothing more is written; the peer may still send. */
    void end() throws IOException {
        out.close();
    }

    /** Also flushes, as some containers keep what is written until then. Used by the queue, which asks on one thread at a time. */
    @Override
    public boolean isReady() throws IOException {
        if (!begun || !out.isReady()) {
            return false;
        }
        if (unflushed) {
            unflushed = false;
            out.flush();
            return out.isReady();
        }
        return true;
    }

    @Override
    public void take(byte[] piece) throws IOException {
        out.write(piece);
        unflushed = true;
    }

    @Override
    public void onWritePossible() {
        begun = true;
        application.run(queue::go);
    }

    /** Told once. Undertow (2.3.23) goes on writing to a connection that is broken until it is thrown out of its loop. */
    @Override
    public void onError(Throwable failure) {
        if (failed.getAndSet(true)) {
            throw new IllegalStateException("the connection is broken, as was told before", failure);
        }
        onFailure.accept(failure);
    }
}
