package dewey.limits;

import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Has the nodes of a cluster count together: what was taken from each bucket here is told to a ledger that all share, some times a
 * second, and what others have taken is learned there. No call waits for it.
 *
 * <p>A node grants what it knows of, so that for a moment all of them together may grant more than there is: at most a burst each. It
 * is a debt that all of them pay: over a longer time the sum keeps to the rate. The ledger holds, for each bucket, the time at which it
 * will be full, in microseconds since 1970 by the clock that the node had when it started; clocks that differ by a second cost a
 * second's tokens, once.
 */
final class Settlement {
    private final Buckets buckets;
    private final BiFunction<String, UnaryOperator<Long>, Long> ledger;
    private final long originMicros;

    /**
     * @param ledger changes the entry of a name as one step that no other node can come between, and gives what it is then; an entry
     *     that is not there is null
     * @param wallMicros microseconds since 1970; asked once
     */
    Settlement(Buckets buckets, BiFunction<String, UnaryOperator<Long>, Long> ledger, LongSupplier wallMicros) {
        this.buckets = buckets;
        this.ledger = ledger;
        originMicros = wallMicros.getAsLong() - TimeUnit.NANOSECONDS.toMicros(buckets.now());
    }

    /** Settles every bucket that is in use. What cannot be settled is kept for the next time. */
    void settle() {
        buckets.forEachInUse(this::settle);
    }

    private void settle(String name, TokenBucket bucket) {
        int taken = bucket.takeUnsettled();
        long worth = TimeUnit.NANOSECONDS.toMicros(bucket.worth(taken));
        try {
            long fullAt = ledger.apply(name, there -> {
                if (there == null) {
                    return micros(bucket.fullAt());
                }
                // not what this bucket lacks by now: some of that is not told yet, and would be counted twice when it
                // is
                return taken == 0 ? there : Math.max(there, micros(buckets.now())) + worth;
            });
            bucket.fullNotBefore(TimeUnit.MICROSECONDS.toNanos(fullAt - originMicros));
        } catch (RuntimeException e) {
            bucket.unsettle(taken);
            throw e;
        }
    }

    /** Since 1970, of nanoseconds of the buckets. */
    private long micros(long nanos) {
        return originMicros + TimeUnit.NANOSECONDS.toMicros(nanos);
    }
}
