package dewey.websocket;

import dewey.frames.Frame;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * How a {@link FramedLine} ends in good order (RFC 6455 §7.1): each side sends one close frame, and then the server closes the connection. Where that
 * takes too long, {@link OpenSockets} cuts it.
 */
final class CloseHandshake {
    private final ServletSink sink;
    private final Runnable closeConnection;
    private final Consumer<Throwable> lost;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean frameHasLeft;
    private volatile boolean peerHasClosed;
    private volatile boolean refused;

    /** @param lost told when the connection cannot even be ended */
    CloseHandshake(ServletSink sink, Runnable closeConnection, Consumer<Throwable> lost) {
        this.sink = sink;
        this.closeConnection = closeConnection;
        this.lost = lost;
    }

    /** Sends this side's close frame, unless it was sent before. */
    void send(int code, String reason) {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        sink.queue().send(Frame.close(code, reason, failure -> {
            if (failure == null) {
                frameHasLeft = true;
                goOn();
            }
        }));
    }

    /** The peer's close frame is here, and is answered by its own code. */
    void peerHasClosed(int code) {
        peerHasClosed = true;
        send(code, "");
        goOn();
    }

    boolean hasPeerClosed() {
        return peerHasClosed;
    }

    /** What the peer sends cannot be read any more, its close frame neither. The connection is ended behind this side's. */
    void refuse() {
        refused = true;
    }

    private void goOn() {
        if (!frameHasLeft) {
            return;
        }
        if (peerHasClosed) {
            closeConnection.run();
        } else if (refused) {
            try {
                // only this half: what still comes is read and dropped, so that the peer gets to see the close frame
                sink.end();
            } catch (IOException | RuntimeException e) {
                lost.accept(e);
            }
        }
    }
}
