package dewey.websocket;

import jakarta.websocket.SendHandler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The texts that wait to be sent on one socket: in order, one in flight, bounded. Never blocks its caller.
 *
 * <p>A container queues asynchronous sends without bound while the peer does not read; with one in flight the queue is ours.
 */
final class Outbox {
    private final BiConsumer<String, SendHandler> wire;
    private final Consumer<Throwable> onFailure;
    private final int maxBytes;
    private final Deque<String> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean inFlight;
    private long inFlightSince;
    private boolean closed;
    private Thread pumping;

    /**
     * @param wire sends one text and calls the handler when it is through
     * @param onFailure told once when a text cannot be sent; everything behind it is dropped
     */
    Outbox(BiConsumer<String, SendHandler> wire, Consumer<Throwable> onFailure, int maxBytes) {
        this.wire = wire;
        this.onFailure = onFailure;
        this.maxBytes = maxBytes;
    }

    /**
     * Sends {@code text} after what waits already.
     *
     * @return false when the peer has let more than the bound pile up; the text is dropped then and the socket must be closed
     */
    boolean send(String text) {
        int bytes = Utf8.length(text);
        synchronized (this) {
            if (closed) {
                return true;
            }
            // one text always fits: its size was bounded where it was made
            if (!waiting.isEmpty() && waitingBytes + bytes > maxBytes) {
                return false;
            }
            waiting.add(text);
            waitingBytes += bytes;
        }
        pump();
        return true;
    }

    /** For how long the peer has not taken the text in flight. */
    synchronized Duration stalledFor(long now) {
        return inFlight ? Duration.ofNanos(now - inFlightSince) : Duration.ZERO;
    }

    /** Whether nothing waits and nothing is in flight. */
    synchronized boolean isIdle() {
        return !inFlight && waiting.isEmpty();
    }

    synchronized void close() {
        closed = true;
        waiting.clear();
        waitingBytes = 0;
        notifyAll();
    }

    /** Waits until everything is sent, for {@code patience} at most. */
    synchronized boolean awaitIdle(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        for (long left = patience.toMillis(); !closed && !isIdle() && left > 0; ) {
            wait(left);
            left = (until - System.nanoTime()) / 1_000_000;
        }
        return isIdle();
    }

    private void pump() {
        for (String text = next(); text != null; text = next()) {
            try {
                wire.accept(text, result -> sent(result.isOK() ? null : result.getException()));
            } catch (RuntimeException failure) {
                sent(failure);
            }
        }
    }

    private synchronized String next() {
        if (inFlight || closed || waiting.isEmpty()) {
            if (pumping == Thread.currentThread()) {
                pumping = null;
            }
            return null;
        }
        String text = waiting.poll();
        waitingBytes -= Utf8.length(text);
        inFlight = true;
        inFlightSince = System.nanoTime();
        pumping = Thread.currentThread();
        return text;
    }

    private void sent(Throwable failure) {
        boolean alreadyPumping;
        boolean first;
        synchronized (this) {
            inFlight = false;
            // a container may call back before its send returns: the loop above goes on then, instead of a deeper one
            alreadyPumping = pumping == Thread.currentThread();
            first = failure != null && !closed;
            notifyAll();
        }
        if (first) {
            close();
            onFailure.accept(failure);
        } else if (!alreadyPumping) {
            pump();
        }
    }
}
