package dewey.limits;

import dewey.config.LimitSettings;
import dewey.config.LimitSettings.Rate;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * A bucket for each caller and family, in bounded memory: a full one is as good as none and is forgotten. When a million addresses
 * ask at once, those that come last share buckets.
 */
final class Buckets {
    /** Some 150 bytes each. */
    static final int MOST = 100_000;

    static final int SHARED = 1024;

    private final Map<String, TokenBucket> buckets = new ConcurrentHashMap<>();
    private final Map<Family, Rate> rates = new EnumMap<>(Family.class);
    private final Map<Family, LongAdder> refused = new EnumMap<>(Family.class);
    private final LongSupplier clock;
    private final long origin;

    /** @param clock nanoseconds, as {@link System#nanoTime} gives them: it must not jump when somebody sets the time */
    Buckets(LimitSettings settings, LongSupplier clock) {
        for (Family family : Family.values()) {
            rates.put(family, family.rate(settings));
            refused.put(family, new LongAdder());
        }
        this.clock = clock;
        origin = clock.getAsLong();
    }

    /**
     * Takes a token of the bucket that is called so.
     *
     * @return zero, or after how many nanoseconds there will be one
     */
    long take(String name, Family family) {
        TokenBucket bucket = buckets.get(name);
        if (bucket == null) {
            bucket = make(name, family);
        }
        long wait = bucket.take(now());
        if (wait > 0) {
            refused.get(family).increment();
        }
        return wait;
    }

    /** How often there was none of a family. */
    long refused(Family family) {
        return refused.get(family).sum();
    }

    private TokenBucket make(String name, Family family) {
        String mine =
                buckets.size() < MOST ? name : family.label() + " of many " + Math.floorMod(name.hashCode(), SHARED);
        return buckets.computeIfAbsent(mine, key -> new TokenBucket(rates.get(family)));
    }

    Rate rate(Family family) {
        return rates.get(family);
    }

    /** Forgets those that are full. */
    void forgetFull() {
        long now = now();
        buckets.values().removeIf(bucket -> bucket.isFull(now));
    }

    /** Those that are not full or were taken from since they were settled last. */
    void forEachInUse(BiConsumer<String, TokenBucket> action) {
        long now = now();
        buckets.forEach((name, bucket) -> {
            if (bucket.isUnsettled() || !bucket.isFull(now)) {
                action.accept(name, bucket);
            }
        });
    }

    int size() {
        return buckets.size();
    }

    /** Nanoseconds since these buckets were made. */
    long now() {
        return clock.getAsLong() - origin;
    }
}
