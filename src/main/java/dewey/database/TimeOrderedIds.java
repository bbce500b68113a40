package dewey.database;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** UUIDs of version 7 (RFC 9562): rows made together lie together in an index, and within a process each is greater than the last. */
public final class TimeOrderedIds {
    private static final SecureRandom RANDOM = new SecureRandom();
    // milliseconds in the upper bits, below them the 12 bits of rand_a as a counter: one sequence, which never goes
    // back with the clock
    private static final AtomicLong LAST = new AtomicLong();

    private TimeOrderedIds() {}

    public static UUID next() {
        long now = System.currentTimeMillis() << 12;
        long tick = LAST.updateAndGet(last -> Math.max(last + 1, now));
        long high = (tick >>> 12) << 16 | 0x7000L | (tick & 0xFFFL);
        long low = RANDOM.nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
