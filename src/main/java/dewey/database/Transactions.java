package dewey.database;

import dewey.refusals.Refused;
import dewey.threads.Interruption;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.hibernate.FlushMode;
import org.hibernate.Session;

/**
 * Runs work on the database, each call as one transaction of its own.
 *
 * <p>Failures that pass are tried again in a new transaction ({@link Attempts} holds the numbers), so work must be safe to run
 * twice even when its first commit was answered by silence: ids are made before the work begins. Work that throws is rolled back.
 * Out come: {@link Refused} untouched, {@link Refused#unavailable} when the database stays away, {@link UniqueViolation}, and
 * whatever else the work threw.
 *
 * <p>A thread that was interrupted, because the call it works for is cancelled, commits nothing: {@link CancellationException}. A statement
 * that runs is ended in the database, too, when the interruption is an {@link Interruption}.
 */
@ApplicationScoped
public class Transactions {
    /** The circuit breaker lets a probe through after a second; sooner, a caller would only meet the open breaker. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Attempts attempts;

    @Inject
    Transactions(Attempts attempts) {
        this.attempts = attempts;
    }

    /** For the client proxy. */
    protected Transactions() {
        this(null);
    }

    public <T> T write(Function<EntityManager, T> work) {
        try {
            return attempts.run(entityManager -> attempt(entityManager, work));
        } catch (TransientFailure | CircuitBreakerOpenException e) {
            throw Refused.unavailable(RETRY_AFTER, e);
        }
    }

    private static <T> T attempt(EntityManager entityManager, Function<EntityManager, T> work) {
        requireUninterrupted(null);
        T result;
        try (Interruption here = Interruption.begin()) {
            here.also(entityManager.unwrap(Session.class)::cancelQuery);
            result = work.apply(entityManager);
        } catch (RuntimeException e) {
            requireUninterrupted(e);
            throw e;
        }
        requireUninterrupted(null);
        return result;
    }

    private static void requireUninterrupted(RuntimeException failure) {
        if (Thread.currentThread().isInterrupted()) {
            CancellationException cancelled =
                    new CancellationException("the call was cancelled before its transaction was committed");
            cancelled.initCause(failure);
            throw cancelled;
        }
    }

    /** Like {@link #write} for work that changes nothing: entities are read-only and nothing is flushed. */
    public <T> T read(Function<EntityManager, T> work) {
        return write(entityManager -> {
            Session session = entityManager.unwrap(Session.class);
            session.setDefaultReadOnly(true);
            session.setHibernateFlushMode(FlushMode.MANUAL);
            return work.apply(entityManager);
        });
    }
}
