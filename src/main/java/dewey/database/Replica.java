package dewey.database;

import dewey.config.Settings;
import dewey.metrics.Counted;
import dewey.metrics.Meters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/**
 * A copy of the database that follows it, for reads that cost much.
 *
 * <p>It is asked only once it has everything that was committed when the read began, by whichever node: its answer is the one that the primary
 * would have given, and whoever has just stored a message finds it. It is waited for a moment. One that is further behind, or away, is
 * left alone for a while, and the primary answers.
 */
@ApplicationScoped
public class Replica {
    /** A search takes about as long itself; replicas are usually behind by a few milliseconds. */
    static final Duration PATIENCE = Duration.ofMillis(50);

    private static final Duration STEP = Duration.ofMillis(2);
    private static final Duration LEFT_ALONE_WHEN_BEHIND = Duration.ofSeconds(1);
    private static final Duration LEFT_ALONE_WHEN_AWAY = Duration.ofSeconds(10);

    private static final System.Logger LOG = System.getLogger("dewey.database");
    /** The replica had to replay what took away what the query still read: the next query may do. */
    private static final String CONFLICT = "40001";

    /** The end of the primary's log: behind everything that was committed, also what is not written to its disk yet. */
    private static final String COMMITTED = "SELECT pg_current_wal_insert_lsn()";

    /** False also for one that has become a primary itself. */
    private static final String HAS_REACHED = "SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= ?::pg_lsn";

    private final OneStatement primary;
    private final Meters meters;
    private final Optional<String> name;
    private volatile OneStatement copy;
    private volatile long leftAloneUntil = System.nanoTime();

    @Inject
    Replica(OneStatement primary, Meters meters, Settings settings) {
        this.primary = primary;
        this.meters = meters;
        name = settings.database().replica();
    }

    /** @param copy null when there is none */
    Replica(OneStatement primary, Meters meters, DataSource copy) {
        this.primary = primary;
        this.meters = meters;
        this.copy = copy == null ? null : new OneStatement(copy);
        name = Optional.empty();
    }

    /** For the client proxy. */
    protected Replica() {
        this(null, null, (DataSource) null);
    }

    /**
     * Looks for the data source, on the thread of the deployment, which knows the server's names.
     *
     * @throws MigrationFailed when one is named and not there
     */
    void open() {
        if (name.isPresent()) {
            try {
                copy = new OneStatement((DataSource) new InitialContext().lookup(name.get()));
            } catch (NamingException | ClassCastException e) {
                throw new MigrationFailed(
                        "dewey.database.replica is \"" + name.get() + "\", which is no data source of this server");
            }
        }
    }

    /** What the work finds there; empty when the primary is to be asked. */
    <T> Optional<T> read(TenantEntry entry, Jdbc.Work<T> work) {
        if (copy == null) {
            return Optional.empty();
        }
        Optional<T> found = System.nanoTime() - leftAloneUntil < 0 ? Optional.empty() : found(entry, work);
        meters.count(found.isPresent() ? Counted.READS_FROM_THE_REPLICA : Counted.READS_BY_THE_PRIMARY_INSTEAD);
        return found;
    }

    private <T> Optional<T> found(TenantEntry entry, Jdbc.Work<T> work) {
        String committed;
        try {
            committed = primary.run(Replica::committed);
        } catch (SQLException e) {
            // whoever asks the primary next tells it, and tries again
            return Optional.empty();
        }
        try {
            return copy.run(connection -> {
                if (!reaches(connection, committed)) {
                    leaveAlone(LEFT_ALONE_WHEN_BEHIND, "is behind");
                    return Optional.empty();
                }
                return Optional.of(inTransaction(connection, entry, work));
            });
        } catch (SQLException e) {
            if (!CONFLICT.equals(e.getSQLState()) && !Thread.currentThread().isInterrupted()) {
                leaveAlone(LEFT_ALONE_WHEN_AWAY, Schema.reason(e));
            }
            return Optional.empty();
        }
    }

    private void leaveAlone(Duration time, String reason) {
        leftAloneUntil = System.nanoTime() + time.toNanos();
        LOG.log(Level.DEBUG, () -> "the primary answers for the replica for " + time.toSeconds() + " s: " + reason);
    }

    private static String committed(Connection connection) throws SQLException {
        try (PreparedStatement ask = Jdbc.prepare(connection, COMMITTED);
                ResultSet row = ask.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private static boolean reaches(Connection connection, String committed) throws SQLException {
        long begun = System.nanoTime();
        try (PreparedStatement ask = Jdbc.prepare(connection, HAS_REACHED)) {
            ask.setString(1, committed);
            while (true) {
                try (ResultSet row = ask.executeQuery()) {
                    if (row.next() && row.getBoolean(1)) {
                        return true;
                    }
                }
                if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                    return false;
                }
                Thread.sleep(STEP.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static <T> T inTransaction(Connection connection, TenantEntry entry, Jdbc.Work<T> work)
            throws SQLException {
        connection.setAutoCommit(false);
        try {
            entry.make(connection);
            return work.on(connection);
        } finally {
            // nothing was written; what bound it to its tenant ends here
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}
