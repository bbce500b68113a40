package dewey.upstreams;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Leaves an upstream alone for a while when it could not be reached several times in a row; then one session may try it. While that
 * one is silent the next may try after the same while, so that no session can keep the others out.
 *
 * <pre>
 *           failures reach the bound           the delay is over: one session is admitted, the delay begins again
 *   closed ────────────────────────► open ◄────────────────────────────────────────────────────────────────────┐
 *      ▲                              │ └──────────────────────────────────────────────────────────────────────┘
 *      └──────one is answered─────────┘
 * </pre>
 */
public final class Breaker {
    private final int failuresUntilOpen;
    private final long delayNanos;
    private final LongSupplier clock;
    private int failures;
    private long since;

    Breaker(int failuresUntilOpen, Duration delay, LongSupplier clock) {
        this.failuresUntilOpen = failuresUntilOpen;
        this.delayNanos = delay.toNanos();
        this.clock = clock;
    }

    /** Whether a session may try the upstream; it must say later how that went. */
    synchronized boolean admits() {
        if (!isOpen()) {
            return true;
        }
        long now = clock.getAsLong();
        if (now - since < delayNanos) {
            return false;
        }
        since = now;
        return true;
    }

    synchronized boolean isOpen() {
        return failures >= failuresUntilOpen;
    }

    synchronized void succeeded() {
        failures = 0;
    }

    synchronized void failed() {
        failures = Math.min(failures + 1, failuresUntilOpen);
        since = clock.getAsLong();
    }

    /** A session ended before it could tell: the next one may try at once. */
    synchronized void undecided() {
        since = clock.getAsLong() - delayNanos;
    }
}
