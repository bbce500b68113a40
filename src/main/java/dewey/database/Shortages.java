package dewey.database;

import dewey.refusals.Refused;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Tells the administrator what the database lacks: not with each call that is refused for it, which may be hundreds a second. */
final class Shortages {
    private static final System.Logger LOG = System.getLogger("dewey.database");
    private static final long QUIET = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier clock;
    private final AtomicLong quietUntil;
    private final AtomicLong untold = new AtomicLong();

    Shortages(LongSupplier clock) {
        this.clock = clock;
        quietUntil = new AtomicLong(clock.getAsLong());
    }

    /** Whether it was told; otherwise it is counted in the next line. */
    boolean tell(Refused refused) {
        long now = clock.getAsLong();
        long until = quietUntil.get();
        if (now - until < 0 || !quietUntil.compareAndSet(until, now + QUIET)) {
            untold.incrementAndGet();
            return false;
        }
        LOG.log(
                Level.WARNING,
                "a call was refused, and {0} before it: {1}",
                untold.getAndSet(0),
                Schema.reason(refused.getCause()));
        return true;
    }
}
