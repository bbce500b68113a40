package dewey.authentication;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many credentials that were no good each address has shown lately. Guessing a token is hopeless; this keeps the cost of those who
 * try, and of programs that never stop asking, away from the log and the audit. Good credentials are taken all the same: behind a
 * proxy all callers have one address.
 */
final class FailedAttempts {
    /** As many at once, and then one in each {@link #INTERVAL}. */
    static final int BURST = 20;

    static final Duration INTERVAL = Duration.ofSeconds(3);
    /** The addresses that are remembered; those that failed longest ago are forgotten first. */
    private static final int MOST_ADDRESSES = 10_000;

    private final LongSupplier nanoTime;
    /** When each address will have no failures any more: each moves it on by an interval. */
    private final Map<String, Long> paidOff = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    FailedAttempts(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Notes a failure; zero, or how long to wait before the next one. */
    synchronized Duration failed(String address) {
        long now = nanoTime.getAsLong();
        long debt = Math.max(0, paidOff.getOrDefault(address, now) - now);
        Duration wait = waiting(debt);
        if (wait.isZero()) {
            paidOff.put(address, now + debt + INTERVAL.toNanos());
        }
        return wait;
    }

    private static Duration waiting(long debt) {
        long over = debt + INTERVAL.toNanos() - BURST * INTERVAL.toNanos();
        return over <= 0 ? Duration.ZERO : Duration.ofSeconds(TimeUnit.NANOSECONDS.toSeconds(over) + 1);
    }
}
