package dewey.transports;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * In which order messages are posted: one departs at a time, and the next when it is on its way: a request when its body is written, a
 * notification when the upstream has taken it. Requests beyond the bound wait for an earlier one to be over; what is no request
 * passes them, because a request that runs may need it to end.
 */
public final class Departures {
    /** What a message costs in memory beside its body: the objects around it. */
    private static final int OVERHEAD = 300;

    private final int mostRequests;
    private final Consumer<Post> start;
    private final Deque<Post> line = new ArrayDeque<>();
    private final Deque<Post> surplus = new ArrayDeque<>();
    private final AtomicInteger pumping = new AtomicInteger();
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private Post departing;
    private long since;
    private int running;
    private long bytes;
    private boolean open;
    private boolean closed;
    private boolean ending;

    /** @param start begins to send a message; {@link #departed} and, for a request, {@link #over} must be called then */
    Departures(int mostRequests, Consumer<Post> start) {
        this.mostRequests = mostRequests;
        this.start = start;
    }

    void add(Post post) {
        synchronized (this) {
            if (closed) {
                return;
            }
            line.add(post);
            bytes += weight(post);
        }
        pump();
    }

    void open() {
        synchronized (this) {
            open = true;
        }
        pump();
    }

    /** {@code post} is on its way, and the next message may follow. */
    void departed(Post post) {
        synchronized (this) {
            if (departing == post) {
                departing = null;
            }
        }
        pump();
    }

    /** A request is over. */
    void over() {
        synchronized (this) {
            running--;
        }
        pump();
    }

    /** About what holding it costs in memory. */
    private static long weight(Post post) {
        return OVERHEAD + post.message().body().length;
    }

    synchronized long waitingBytes() {
        return bytes;
    }

    /** For how long nothing of what departs has been taken; a request that is written and awaited by the others does not count. */
    synchronized Duration stalledFor(long now) {
        if (departing == null || awaitsItsAnswer(departing)) {
            return Duration.ZERO;
        }
        long stalled = Math.min(now - since, now - departing.lastTaken());
        return Duration.ofNanos(Math.max(stalled, 0));
    }

    /** Complete when nothing waits to depart, once that is so. */
    CompletableFuture<Void> whenIdle() {
        synchronized (this) {
            ending = true;
        }
        pump();
        return idle;
    }

    /** Nothing departs any more. */
    synchronized void close() {
        closed = true;
        line.clear();
        surplus.clear();
        bytes = 0;
    }

    private void pump() {
        if (pumping.getAndIncrement() > 0) {
            return;
        }
        do {
            for (Post post = next(); post != null; post = next()) {
                start.accept(post);
            }
        } while (pumping.decrementAndGet() > 0);
    }

    private synchronized Post next() {
        if (ending && line.isEmpty() && surplus.isEmpty() && (departing == null || awaitsItsAnswer(departing))) {
            idle.complete(null);
        }
        if (!open || closed || departing != null) {
            return null;
        }
        while (!line.isEmpty()
                && line.peek().message().wantsAnswer()
                && (running >= mostRequests || !surplus.isEmpty())) {
            surplus.add(line.poll());
        }
        Post post = running < mostRequests && !surplus.isEmpty() ? surplus.poll() : line.poll();
        if (post == null) {
            return null;
        }
        bytes -= weight(post);
        running += post.message().wantsAnswer() ? 1 : 0;
        since = System.nanoTime();
        departing = post;
        return post;
    }

    private static boolean awaitsItsAnswer(Post post) {
        return post.message().wantsAnswer() && post.isSent();
    }
}
