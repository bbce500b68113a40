package dewey.database;

import dewey.refusals.Refused;
import dewey.threads.Interruption;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.hibernate.FlushMode;
import org.hibernate.Session;

/**
 * Runs work on the database, each call as one transaction of its own.
 *
 * <p>Failures that pass are tried again in a new transaction ({@link Attempts} holds the numbers), so work must be safe to run
 * twice even when its first commit was answered by silence: ids are made before the work begins, and work that takes something away
 * remembers outside of itself that an attempt before had found it. Work that throws is rolled back.
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
    private final TenantLock lock;
    private final OneStatement oneStatement;
    private final Replica replica;

    @Inject
    Transactions(Attempts attempts, TenantLock lock, OneStatement oneStatement, Replica replica) {
        this.attempts = attempts;
        this.lock = lock;
        this.oneStatement = oneStatement;
        this.replica = replica;
    }

    /** For the client proxy. */
    protected Transactions() {
        this(null, null, null, null);
    }

    /** Work for a tenant: PostgreSQL itself shows it no rows of another, and takes none. */
    public <T> T write(String tenant, Function<EntityManager, T> work) {
        return writeAcrossTenants(entityManager -> {
            bind(entityManager, lock.entry(tenant));
            return work.apply(entityManager);
        });
    }

    /** Like {@link #write} for work that makes its first statement by the entry, which saves a round trip; nothing may come before. */
    public <T> T writeAtOnce(String tenant, BiFunction<EntityManager, TenantEntry, T> work) {
        return writeAcrossTenants(entityManager -> work.apply(entityManager, lock.entry(tenant)));
    }

    /** Like {@link #write} for work that changes nothing: entities are read-only and nothing is flushed. */
    public <T> T read(String tenant, Function<EntityManager, T> work) {
        return readAcrossTenants(entityManager -> {
            bind(entityManager, lock.entry(tenant));
            return work.apply(entityManager);
        });
    }

    private static void bind(EntityManager entityManager, TenantEntry entry) {
        Jdbc.run(entityManager, connection -> {
            entry.make(connection);
            return null;
        });
    }

    /** Work of the server itself, which is no tenant's: nothing but its own statements keeps it from rows that are not meant. */
    public <T> T writeAcrossTenants(Function<EntityManager, T> work) {
        return attempted(attempt -> attempt.run(entityManager -> attempt(entityManager, work)));
    }

    private <T> T attempted(Function<Attempt, T> work) {
        try {
            return attempts.run(work);
        } catch (TransientFailure | CircuitBreakerOpenException e) {
            throw Refused.unavailable(RETRY_AFTER, e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            // no method here declares it: WildFly's fault tolerance finds a thread interrupted between two attempts,
            // takes the mark away
            // and throws an InterruptedException
            Thread.currentThread().interrupt();
            throw cancelled(e);
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

    /**
     * Work for a tenant that is one statement, made by the entry: tried once, and without a transaction around it. Whoever needs more goes by
     * {@link #write} when this fails.
     */
    public <T> T oneStatement(String tenant, OneStatement.Work<T> work) throws SQLException {
        requireUninterrupted(null);
        return oneStatement.run(connection -> work.on(connection, lock.entry(tenant)));
    }

    /**
     * Like {@link #read} for what one string of statements finds, made by the entry: it takes one round trip, and neither a transaction of the
     * container nor an entity manager.
     */
    public <T> T readAtOnce(String tenant, OneStatement.Work<T> work) {
        return attempted(attempt -> {
            try {
                return oneStatement(tenant, work);
            } catch (SQLException e) {
                RuntimeException failed = new Jdbc.StatementFailed(e);
                requireUninterrupted(failed);
                throw failed;
            }
        });
    }

    /**
     * Like {@link #read} by plain statements, for what costs much: from the {@link Replica}, where there is one that knows as much as the
     * primary.
     */
    public <T> T readAside(String tenant, Jdbc.Work<T> work) {
        requireUninterrupted(null);
        try {
            Optional<T> found = replica.read(lock.entry(tenant), work);
            if (found.isPresent()) {
                return found.get();
            }
        } catch (RuntimeException e) {
            requireUninterrupted(e);
            throw e;
        }
        return read(tenant, entityManager -> Jdbc.run(entityManager, work));
    }

    private static void requireUninterrupted(RuntimeException failure) {
        if (Thread.currentThread().isInterrupted()) {
            throw cancelled(failure);
        }
    }

    private static CancellationException cancelled(Exception cause) {
        CancellationException cancelled =
                new CancellationException("the call was cancelled before its transaction was committed");
        cancelled.initCause(cause);
        return cancelled;
    }

    /** Like {@link #writeAcrossTenants} for work that changes nothing. */
    public <T> T readAcrossTenants(Function<EntityManager, T> work) {
        return writeAcrossTenants(entityManager -> {
            Session session = entityManager.unwrap(Session.class);
            session.setDefaultReadOnly(true);
            session.setHibernateFlushMode(FlushMode.MANUAL);
            return work.apply(entityManager);
        });
    }
}
