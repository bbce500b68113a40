package dewey.websocket;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The messages that wait to be sent on one socket: in order, one in flight, bounded. Never blocks its caller.
 *
 * <p>A container queues asynchronous sends without bound while the peer does not read; with one in flight the queue is ours.
 *
 * @param <T> what is sent
 */
public final class Outbox<T> {
    private final BiConsumer<T, Consumer<Throwable>> wire;
    private final Consumer<Throwable> onFailure;
    private final Runnable onSent;
    private final long maxBytes;
    private final Deque<Item<T>> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean inFlight;
    private long inFlightSince;
    private boolean closed;
    private Thread pumping;

    /**
     * @param wire sends one message and calls back when it is through, with null, or with what went wrong
     * @param onFailure told once when a message cannot be sent; everything behind it is dropped
     * @param onSent told after each message, while nothing of this outbox is locked
     */
    public Outbox(
            BiConsumer<T, Consumer<Throwable>> wire, Consumer<Throwable> onFailure, Runnable onSent, long maxBytes) {
        this.wire = wire;
        this.onFailure = onFailure;
        this.onSent = onSent;
        this.maxBytes = maxBytes;
    }

    /**
     * Sends {@code message} after what waits already.
     *
     * @return false when the peer has let more than the bound pile up; the message is dropped then and the socket must be closed
     */
    public boolean send(T message, int bytes) {
        synchronized (this) {
            if (closed) {
                return true;
            }
            // one message always fits: its size was bounded where it was made
            if (!waiting.isEmpty() && waitingBytes + bytes > maxBytes) {
                return false;
            }
            waiting.add(new Item<>(message, bytes));
            waitingBytes += bytes;
        }
        pump();
        return true;
    }

    /** For how long the peer has not taken the message in flight; {@code now} is of {@link System#nanoTime}. */
    public synchronized Duration stalledFor(long now) {
        return inFlight ? Duration.ofNanos(now - inFlightSince) : Duration.ZERO;
    }

    /** What waits behind the message in flight. */
    public synchronized long waitingBytes() {
        return waitingBytes;
    }

    /** Whether nothing waits and nothing is in flight. */
    public synchronized boolean isIdle() {
        return !inFlight && waiting.isEmpty();
    }

    /** Drops what waits; nothing more is sent. */
    public synchronized void close() {
        closed = true;
        waiting.clear();
        waitingBytes = 0;
    }

    private void pump() {
        for (Item<T> item = next(); item != null; item = next()) {
            try {
                wire.accept(item.message(), this::sent);
            } catch (RuntimeException failure) {
                sent(failure);
            }
        }
    }

    private synchronized Item<T> next() {
        if (inFlight || closed || waiting.isEmpty()) {
            if (pumping == Thread.currentThread()) {
                pumping = null;
            }
            return null;
        }
        Item<T> item = waiting.poll();
        waitingBytes -= item.bytes();
        inFlight = true;
        inFlightSince = System.nanoTime();
        pumping = Thread.currentThread();
        return item;
    }

    private void sent(Throwable failure) {
        boolean alreadyPumping;
        boolean first;
        synchronized (this) {
            inFlight = false;
            // the wire may call back before it returns: the loop above goes on then, instead of a deeper one
            alreadyPumping = pumping == Thread.currentThread();
            first = failure != null && !closed;
        }
        if (first) {
            close();
            onFailure.accept(failure);
            return;
        }
        onSent.run();
        if (!alreadyPumping) {
            pump();
        }
    }

    private record Item<T>(T message, int bytes) {}
}
