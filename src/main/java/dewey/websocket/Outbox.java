package dewey.websocket;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The messages that wait to be sent on one socket: in order, one in flight, bounded. Never blocks its caller.
 *
 * <p>A container queues asynchronous sends without bound while the peer does not read; with one in flight the queue is ours.
 *
 * @param <T> what is sent
 */
public final class Outbox<T> {
    /** What a peer may take no slower, where it cannot be seen how it takes a long message; the beginning needs no more than the timeout. */
    private static final long SLOW_BYTES_PER_SECOND = 64 << 10;

    private static final long BEGINNING_BYTES = 1 << 20;

    private final BiConsumer<T, Consumer<Throwable>> wire;
    private final Supplier<OptionalLong> lastTaken;
    private final Consumer<Throwable> onFailure;
    private final Runnable onSent;
    private final long maxBytes;
    private final Deque<Item<T>> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean inFlight;
    private long inFlightSince;
    private int inFlightBytes;
    private boolean closed;
    private Thread pumping;

    /**
     * @param wire sends one message and calls back when it is through, with null, or with what went wrong
     * @param lastTaken when the wire last got rid of a piece of what it sends, of {@link System#nanoTime}; empty where it does not show that
     * @param onFailure told once when a message cannot be sent; everything behind it is dropped
     * @param onSent told after each message, while nothing of this outbox is locked
     */
    public Outbox(
            BiConsumer<T, Consumer<Throwable>> wire,
            Supplier<OptionalLong> lastTaken,
            Consumer<Throwable> onFailure,
            Runnable onSent,
            long maxBytes) {
        this.wire = wire;
        this.lastTaken = lastTaken;
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

    /**
     * For how long the peer has taken nothing of the message in flight; where that is not seen, for how long it has not taken all of it, less
     * the time that a long message needs on a slow line. {@code now} is of {@link System#nanoTime}.
     */
    public synchronized Duration stalledFor(long now) {
        if (!inFlight) {
            return Duration.ZERO;
        }
        OptionalLong taken = lastTaken.get();
        long excused = taken.isPresent() ? taken.getAsLong() - inFlightSince : slowNanos(inFlightBytes);
        return Duration.ofNanos(Math.max(0, now - inFlightSince - Math.max(0, excused)));
    }

    private static long slowNanos(int bytes) {
        return TimeUnit.SECONDS.toNanos(Math.max(0, bytes - BEGINNING_BYTES)) / SLOW_BYTES_PER_SECOND;
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
        inFlightBytes = item.bytes();
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
