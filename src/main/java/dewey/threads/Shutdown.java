package dewey.threads;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The orderly end of the application. It begins once and is over in a bounded time, however many parts wait for what runs to finish:
 * they all have the same time, and not one after the other.
 *
 * <pre>
 *  serving ──begin()──► announced (not ready, still serving) ──► refusing (what runs may finish) ──► time is over
 * </pre>
 */
public final class Shutdown {
    private static final long STEP_MS = 20;

    private final Duration announceTime;
    private final Duration drainTimeout;
    private volatile boolean announced;
    private volatile boolean refusing;
    private long until;

    /**
     * @param announceTime for how long everything is still served
     * @param drainTimeout how long what runs may take then
     */
    public Shutdown(Duration announceTime, Duration drainTimeout) {
        this.announceTime = announceTime;
        this.drainTimeout = drainTimeout;
    }

    /** Announces the end, serves on for as long as load balancers need to see that, and takes nothing new from then on. */
    public synchronized void begin() {
        if (announced) {
            return;
        }
        announced = true;
        try {
            TimeUnit.NANOSECONDS.sleep(announceTime.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        until = System.nanoTime() + drainTimeout.toNanos();
        refusing = true;
    }

    /** Whether the end has been announced: nobody should be sent here any more. */
    public boolean isAnnounced() {
        return announced;
    }

    /** Whether nothing new is taken any more. */
    public boolean isRefusing() {
        return refusing;
    }

    /**
     * Begins the end, if nobody has, and waits until {@code done}, or until the time is over.
     *
     * @return whether it is done
     */
    public boolean await(BooleanSupplier done) {
        begin();
        try {
            while (!done.getAsBoolean()) {
                if (left().isZero()) {
                    return false;
                }
                TimeUnit.MILLISECONDS.sleep(STEP_MS);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return done.getAsBoolean();
        }
    }

    /** How much time is left for what runs; never negative. */
    public synchronized Duration left() {
        return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    }
}
