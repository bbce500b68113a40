package dewey.proxy;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Leaves an upstream alone for a while when it could not be reached several times in a row; then one session may try it.
 *
 * <pre>
 *            failures reach the bound            delay is over, one session asks
 *   closed ─────────────────────────────► open ─────────────────────────────────► probing
 *      ▲                                   ▲ └──────────── refused ◄────────────────┤ others ask
 *      │                                   └─────────────── it fails ───────────────┤
 *      └──────────────────────────────────────────────── it is answered ────────────┘
 * </pre>
 */
final class Breaker {
    private final int failuresUntilOpen;
    private final Duration delay;
    private final LongSupplier clock;
    private int failures;
    private boolean open;
    private boolean probing;
    private long openedAt;

    Breaker(int failuresUntilOpen, Duration delay, LongSupplier clock) {
        this.failuresUntilOpen = failuresUntilOpen;
        this.delay = delay;
        this.clock = clock;
    }

    /** Whether a session may try the upstream; it must say later how that went. */
    synchronized boolean admits() {
        if (!open) {
            return true;
        }
        if (probing || clock.getAsLong() - openedAt < delay.toNanos()) {
            return false;
        }
        probing = true;
        return true;
    }

    synchronized boolean isOpen() {
        return open;
    }

    synchronized void succeeded() {
        failures = 0;
        open = false;
        probing = false;
    }

    synchronized void failed() {
        failures++;
        if (open || failures >= failuresUntilOpen) {
            open = true;
            probing = false;
            openedAt = clock.getAsLong();
        }
    }

    /** A session ended before it could tell: the next one may try. */
    synchronized void undecided() {
        probing = false;
    }
}
