package dewey.threads;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * The orderly end of the application. It begins once and is over in a bounded time, however many parts wait for what runs to finish:
 * they all have the same time, and not one after the other. What becomes of it is logged, also when the server has given up its log already.
 *
 * <pre>
 *  serving ──begin()──► announced (not ready, still serving) ──► refusing (what runs may finish) ──► time is over
 * </pre>
 */
public final class Shutdown {
    private static final Logger LOG = System.getLogger(Shutdown.class.getName());
    private static final long STEP_MS = 20;

    private final Duration announceTime;
    private final Duration drainTimeout;
    private final LastWords lastWords = new LastWords();
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
        if (!announceTime.isZero()) {
            tell(Level.INFO, "Dewey stops: it is not ready any more, and serves for another " + seconds(announceTime));
        }
        try {
            TimeUnit.NANOSECONDS.sleep(announceTime.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        until = System.nanoTime() + drainTimeout.toNanos();
        refusing = true;
        tell(
                Level.INFO,
                "Dewey stops: nothing new is begun, and what runs has " + seconds(drainTimeout) + " to finish");
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
     * Begins the end, if nobody has, and waits until nothing runs any more, or until the time is over.
     *
     * @param what runs, as the log says it: "calls over WebSocket"
     * @param running how many of them do
     * @return whether all have finished
     */
    public boolean await(String what, IntSupplier running) {
        begin();
        long begun = System.nanoTime();
        int first = running.getAsInt();
        int last = first;
        try {
            while (last > 0 && !left().isZero()) {
                TimeUnit.MILLISECONDS.sleep(STEP_MS);
                last = running.getAsInt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Duration waited = Duration.ofNanos(System.nanoTime() - begun);
        if (last > 0) {
            tell(
                    Level.WARNING,
                    what + ": " + last + " have not finished after " + seconds(waited) + " and are cut off");
        } else if (first > 0) {
            tell(Level.INFO, what + ": " + first + " were running, all have finished after " + seconds(waited));
        }
        return last == 0;
    }

    /** Logs something that belongs to the end, so that somebody hears it. */
    public void tell(Level level, String words) {
        lastWords.keepHeard();
        LOG.log(level, words);
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toNanos() / 1e9);
    }

    /** How much time is left for what runs; never negative. */
    public synchronized Duration left() {
        return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    }
}
