package dewey.limits;

import dewey.config.LimitSettings;
import dewey.config.Settings;
import dewey.refusals.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How many calls of the heavy families run on this node at once, so that slow ones leave connections to the database, and workers, to
 * the others: without this, sixteen slow searches hold every connection there is.
 *
 * <p>A call that finds no room waits for a while, and as many may wait as may run: a short peak is no reason to say no.
 */
@ApplicationScoped
public class Bulkheads {
    /** Longer than a search should take, shorter than a caller's patience. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Map<Family, Bulkhead> bulkheads = new EnumMap<>(Family.class);

    @Inject
    Bulkheads(Settings settings) {
        this(settings.limits(), PATIENCE);
    }

    Bulkheads(LimitSettings settings, Duration patience) {
        bulkheads.put(Family.SEARCH, new Bulkhead(Family.SEARCH, settings.concurrentSearches(), patience));
        bulkheads.put(Family.BULK, new Bulkhead(Family.BULK, settings.concurrentBulks(), patience));
    }

    /** For CDI's client proxy only. */
    protected Bulkheads() {}

    /**
     * Runs the work, on this thread, when there is room.
     *
     * @throws Refused when there is none for too long, or too many wait for it already
     * @throws CancellationException when the thread is interrupted while it waits
     */
    public <T> T run(Family family, Supplier<T> work) {
        Bulkhead bulkhead = bulkheads.get(family);
        return bulkhead == null ? work.get() : bulkhead.run(work);
    }

    private static final class Bulkhead {
        private final Family family;
        private final int most;
        private final Duration patience;
        private final Semaphore running;
        /** Those that run and those that wait, in one number: between two a call would be missing from both, or in both, for a moment. */
        private final Semaphore admitted;

        Bulkhead(Family family, int most, Duration patience) {
            this.family = family;
            this.most = most;
            this.patience = patience;
            // fair: who has waited longest runs next
            running = new Semaphore(most, true);
            admitted = new Semaphore(2 * most);
        }

        <T> T run(Supplier<T> work) {
            if (!admitted.tryAcquire()) {
                throw full(", and as many wait");
            }
            try {
                awaitRoom();
                try {
                    return work.get();
                } finally {
                    running.release();
                }
            } finally {
                admitted.release();
            }
        }

        private void awaitRoom() {
            try {
                if (!running.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw full("");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("the call was cancelled while it waited for others to end");
            }
        }

        private Refused full(String more) {
            String what = most + " " + family.words() + " run on this server at the moment, which is the most" + more;
            return Refused.unavailable(what, Duration.ofSeconds(1), null);
        }
    }
}
