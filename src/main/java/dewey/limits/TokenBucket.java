package dewey.limits;

import dewey.config.LimitSettings.Rate;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tokens that come back at a rate, up to a burst, as a single number: when the bucket will be full again (the generic cell rate
 * algorithm). Taking one is a compare-and-set; nobody waits, and no thread fills it.
 *
 * <p>Times are nanoseconds since a moment that all users of the bucket share, never negative.
 */
final class TokenBucket {
    private final long interval;
    private final long capacity;
    private final AtomicLong fullAt = new AtomicLong();
    private final AtomicInteger unsettled = new AtomicInteger();

    TokenBucket(Rate rate) {
        interval = TimeUnit.SECONDS.toNanos(1) / rate.perSecond();
        capacity = interval * rate.burst();
    }

    /**
     * Takes a token.
     *
     * @return zero; or after how many nanoseconds there will be one, and none was taken
     */
    long take(long now) {
        while (true) {
            long full = fullAt.get();
            long next = Math.max(full, now) + interval;
            long wait = next - now - capacity;
            if (wait > 0) {
                return wait;
            }
            if (fullAt.compareAndSet(full, next)) {
                unsettled.incrementAndGet();
                return 0;
            }
        }
    }

    /** Whether it is full, and so no different from a new one. */
    boolean isFull(long now) {
        return fullAt.get() <= now;
    }

    /** Whether others have not been told yet of what was taken. */
    boolean isUnsettled() {
        return unsettled.get() > 0;
    }

    /** How many were taken since this was asked last. */
    int takeUnsettled() {
        return unsettled.getAndSet(0);
    }

    /** Takes back what {@link #takeUnsettled} gave: it could not be settled. */
    void unsettle(int tokens) {
        unsettled.addAndGet(tokens);
    }

    /** What so many tokens are in time. */
    long worth(int tokens) {
        return interval * tokens;
    }

    long fullAt() {
        return fullAt.get();
    }

    /** Others have taken from it, too: it is full no earlier than this. */
    void fullNotBefore(long time) {
        fullAt.accumulateAndGet(time, Math::max);
    }
}
