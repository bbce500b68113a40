package dewey.database;

import dewey.refusals.Refused;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.hibernate.exception.JDBCConnectionException;

/**
 * Tells from everything that a failure carries (causes, suppressed and next exceptions) what it was.
 *
 * <p>Drivers, pools, Hibernate and the transaction manager each wrap in their own way, and with the database down some chains
 * hold no exception of the driver at all.
 */
final class Failures {
    private static final String UNIQUE_VIOLATION = "23505";
    /**
     * serialization_failure, deadlock_detected, lock_not_available, read_only_sql_transaction. The last is what a primary answers that
     * was demoted, or that its administrator protects: others who only read are served, so that it is no lost connection.
     */
    private static final Set<String> PASSING = Set.of("40001", "40P01", "55P03", "25006");
    /** admin_shutdown, crash_shutdown, cannot_connect_now, two idle timeouts, too_many_connections */
    private static final Set<String> CONNECTION = Set.of("57P01", "57P02", "57P03", "57P05", "25P03", "53300");
    /** Classes of the servers' pools and transaction managers, by simple name: the application cannot see all of them. */
    private static final Set<String> POOL = Set.of(
            "ResourceException",
            "ResourceAllocationException",
            "ResourceAdapterInternalException",
            "ApplicationServerInternalException",
            "CommException",
            "PoolingException",
            "XAException");

    private static final Set<String> COMMIT = Set.of(
            "RollbackException",
            "HeuristicRollbackException",
            "HeuristicMixedException",
            "SystemException",
            "TransactionRolledbackLocalException");

    private Failures() {}

    /** The exception to throw in place of {@code failure}: itself when it is neither a refusal, a cancellation nor known to this room. */
    static RuntimeException classify(RuntimeException failure) {
        List<Throwable> all = everythingIn(failure);
        for (Throwable each : all) {
            if (each instanceof Refused refused) {
                return refused;
            }
            if (each instanceof CancellationException cancelled) {
                // its statement was ended for it, which is no shortage of time
                return cancelled;
            }
        }
        RuntimeException kind = null;
        for (Throwable each : all) {
            if (each instanceof SQLException sql && isDefinite(sql)) {
                return definite(sql, failure);
            }
            if (isConnectionLoss(each)) {
                kind = new ConnectionLost(failure);
            } else if (kind == null && isPassing(each)) {
                kind = new TransientFailure(failure);
            }
        }
        return kind == null ? failure : kind;
    }

    private static RuntimeException definite(SQLException sql, RuntimeException failure) {
        if (UNIQUE_VIOLATION.equals(sql.getSQLState())) {
            return new UniqueViolation(String.valueOf(sql.getMessage()), failure);
        }
        return Shortage.of(sql.getSQLState())
                .<RuntimeException>map(shortage -> shortage.refusal(failure))
                .orElse(failure);
    }

    /** Whether waiting for the database can help: the question that the start-up asks. */
    static boolean isTransient(Throwable failure) {
        RuntimeException asked = failure instanceof RuntimeException e ? e : new IllegalStateException(failure);
        return classify(asked) instanceof TransientFailure;
    }

    private static boolean isDefinite(SQLException e) {
        return e.getSQLState() != null && !e.getSQLState().isEmpty() && !isConnectionLoss(e) && !isPassing(e);
    }

    private static boolean isConnectionLoss(Throwable e) {
        if (e instanceof JDBCConnectionException
                || e instanceof SQLTransientConnectionException
                || e instanceof SQLNonTransientConnectionException
                || e instanceof SQLRecoverableException
                || POOL.contains(e.getClass().getSimpleName())) {
            return true;
        }
        if (!(e instanceof SQLException sql)) {
            return false;
        }
        String state = sql.getSQLState();
        // PostgreSQL and its driver always give a state: without one the exception is the pool's, which has no
        // connection to give
        return state == null || state.isEmpty()
                ? !(sql instanceof java.sql.BatchUpdateException)
                : state.startsWith("08") || CONNECTION.contains(state);
    }

    private static boolean isPassing(Throwable e) {
        return e instanceof SQLTransientException
                || e instanceof SQLException sql && PASSING.contains(String.valueOf(sql.getSQLState()))
                // a commit whose outcome is not known: safe to try again, because ids are made before the work
                || COMMIT.contains(e.getClass().getSimpleName());
    }

    private static List<Throwable> everythingIn(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> found = new ArrayList<>();
        Deque<Throwable> open = new ArrayDeque<>(List.of(failure));
        while (!open.isEmpty()) {
            Throwable next = open.removeFirst();
            if (!seen.add(next)) {
                continue;
            }
            found.add(next);
            if (next.getCause() != null) {
                open.add(next.getCause());
            }
            if (next instanceof SQLException sql && sql.getNextException() != null) {
                open.add(sql.getNextException());
            }
            Collections.addAll(open, next.getSuppressed());
        }
        return found;
    }
}
