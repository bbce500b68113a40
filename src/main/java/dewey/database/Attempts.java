package dewey.database;

import dewey.metrics.Counted;
import dewey.metrics.Meters;
import dewey.metrics.Timed;
import dewey.refusals.Reason;
import dewey.refusals.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Retry;

/**
 * Tries work again after failures that pass, and stops trying for a while when connections keep being lost.
 *
 * <p>A bean of its own because on both servers the transaction of a method surrounds its retries: they must sit further out.
 */
@ApplicationScoped
class Attempts {
    /** With {@link #DELAY_MS} about 2.4 s: longer than a restart of PostgreSQL, shorter than a caller's patience. */
    static final int MAX_RETRIES = 12;
    /** Long enough for a deadlock's winner to finish, and jitter so that the losers do not meet again. */
    static final long DELAY_MS = 200;

    static final long JITTER_MS = 100;
    /** No attempt begins after this, however slowly the earlier ones failed. */
    static final long MAX_DURATION_MS = 3_000;
    /** More than one caller's attempts, so that a restart met by few callers is still waited for. */
    static final int BREAKER_VOLUME = 40;
    /** How long an open breaker answers at once before it lets a probe through. */
    static final long BREAKER_DELAY_MS = 1_000;

    private static final System.Logger LOG = System.getLogger("dewey.database");

    private final Attempt attempt;
    private final Meters meters;
    private final Shortages shortages = new Shortages(System::nanoTime);

    @Inject
    Attempts(Attempt attempt, Meters meters) {
        this.attempt = attempt;
        this.meters = meters;
    }

    /** For the client proxy. */
    protected Attempts() {
        this(null, null);
    }

    @Retry(
            maxRetries = MAX_RETRIES,
            delay = DELAY_MS,
            jitter = JITTER_MS,
            maxDuration = MAX_DURATION_MS,
            durationUnit = ChronoUnit.MILLIS,
            retryOn = TransientFailure.class)
    @CircuitBreaker(
            requestVolumeThreshold = BREAKER_VOLUME,
            failureRatio = 0.5,
            delay = BREAKER_DELAY_MS,
            failOn = ConnectionLost.class)
    public <T> T run(Function<Attempt, T> work) {
        return once(work);
    }

    <T> T once(Function<Attempt, T> work) {
        long started = System.nanoTime();
        try {
            T result = work.apply(attempt);
            meters.count(Counted.DATABASE_ATTEMPTS_THAT_WORKED);
            return result;
        } catch (RuntimeException e) {
            RuntimeException classified = Failures.classify(e);
            meters.count(
                    classified instanceof TransientFailure
                            ? Counted.DATABASE_ATTEMPTS_THAT_FAILED_FOR_NOW
                            : Counted.DATABASE_ATTEMPTS_THAT_FAILED);
            if (classified instanceof TransientFailure) {
                LOG.log(Level.DEBUG, () -> "an attempt failed: " + Schema.reason(e));
            } else if (classified instanceof Refused refused && refused.reason() == Reason.UNAVAILABLE) {
                shortages.tell(refused);
            }
            throw classified;
        } finally {
            meters.time(Timed.DATABASE_ATTEMPT).since(started);
        }
    }
}
