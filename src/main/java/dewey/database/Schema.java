package dewey.database;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import liquibase.exception.LiquibaseException;

/**
 * The tables of Dewey, brought up to date by Liquibase.
 *
 * <p>Waits for a database that is not up yet, with growing pauses. Of several nodes that start at once one does the work, holding an
 * advisory lock that PostgreSQL itself releases when the node dies; the others wait for it and then find nothing to do.
 */
final class Schema {
    static final String CHANGELOG = "liquibase/changelog.xml";

    private static final System.Logger LOG = System.getLogger("dewey.database");
    private static final Script PENDING_LIST = new Script("liquibase/pending-list.sql");
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);
    /** Another node may be building an index over many messages; one that hangs must not hold the others for ever. */
    private static final Duration LOCK_TIMEOUT = Duration.ofMinutes(10);

    private static final Duration LOCK_POLL = Duration.ofMillis(250);
    /** "dewey" in ASCII. */
    private static final long LOCK_KEY = 0x6465776579L;
    // in the userinfo of a URL, and as a parameter or property
    private static final Pattern SECRET = Pattern.compile(
            "(?i)(://[^/:@\\s]*:)[^@\\s]+(?=@)|((?:password|passwd|pwd|sslpassword)\\s*[=:]\\s*)[^&;,\\s)}\\]]+");

    private final DataSource dataSource;
    private final Duration timeout;
    private final AppliedChangelog changelog;
    private final Partitions partitions;
    private final TenantLock lock;

    /** With the messages in as many tables as they are; a new schema has one. */
    Schema(DataSource dataSource, Duration timeout, TenantLock lock) {
        this(dataSource, timeout, new Partitions(Partitions.AS_THEY_ARE), lock);
    }

    Schema(DataSource dataSource, Duration timeout, Partitions partitions, TenantLock lock) {
        this(dataSource, timeout, CHANGELOG, partitions, lock);
    }

    Schema(DataSource dataSource, Duration timeout, String changelog, Partitions partitions, TenantLock lock) {
        this.dataSource = dataSource;
        this.timeout = timeout;
        this.changelog = new AppliedChangelog(changelog);
        this.partitions = partitions;
        this.lock = lock;
    }

    /** @throws MigrationFailed when a change fails, or when the database is not there in time */
    void update() {
        long begun = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                updateAlone();
                LOG.log(
                        Level.INFO,
                        "the schema is up to date, after {0} ms",
                        since(begun).toMillis());
                return;
            } catch (SQLException | LiquibaseException | RuntimeException e) {
                Duration left = timeout.minus(since(begun));
                if (e instanceof MigrationFailed || !Failures.isTransient(e) || left.isNegative() || left.isZero()) {
                    throw e instanceof MigrationFailed failed ? failed : new MigrationFailed(reason(e));
                }
                pause = pause.compareTo(left) < 0 ? pause : left;
                LOG.log(
                        Level.WARNING,
                        "the database does not answer (attempt {0}); next attempt in {1} ms, giving up in {2} s: {3}",
                        attempt,
                        pause.toMillis(),
                        left.toSeconds(),
                        reason(e));
                sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private void updateAlone() throws SQLException, LiquibaseException {
        // a lock of the transaction, not of the session: it also holds through a pool that shares sessions, such as
        // pgBouncer
        try (Connection holder = dataSource.getConnection()) {
            holder.setAutoCommit(false);
            try {
                TextRules.check(holder);
                lock(holder);
                stayIdle(holder);
                if (!isApplied()) {
                    apply();
                }
                try (Connection connection = dataSource.getConnection();
                        Unhurried unhurried = new Unhurried(connection)) {
                    partitions.arrange(unhurried.connection());
                    PENDING_LIST.run(unhurried.connection());
                }
                try (Connection connection = dataSource.getConnection()) {
                    lock.install(connection);
                }
            } finally {
                release(holder);
            }
        }
    }

    private boolean isApplied() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return changelog.isIn(connection);
        }
    }

    private void apply() throws SQLException, LiquibaseException {
        try (Connection connection = dataSource.getConnection();
                Unhurried unhurried = new Unhurried(connection)) {
            Changes.apply(unhurried.connection(), changelog.changelog());
        }
        // another connection: Liquibase may have left this one in a transaction, and what fails here must not fail the
        // start
        try (Connection connection = dataSource.getConnection()) {
            changelog.rememberIn(connection);
        }
    }

    private void lock(Connection holder) throws SQLException {
        long begun = System.nanoTime();
        for (boolean said = false; !tryLock(holder); said = true) {
            if (since(begun).compareTo(LOCK_TIMEOUT) > 0) {
                throw new MigrationFailed("another node has been changing the schema for more than "
                        + LOCK_TIMEOUT.toMinutes() + " minutes");
            }
            if (!said) {
                LOG.log(Level.INFO, "waiting for another node that is changing the schema");
            }
            // an index that the other node builds CONCURRENTLY waits for every transaction that has read, this one
            // included
            holder.rollback();
            sleep(LOCK_POLL);
        }
    }

    /**
     * While another connection changes the schema, this one only holds the lock: no time-out of the pool may end it. As the last statement
     * it also lets go of what the one before still reads by: an index that is built CONCURRENTLY waits for whoever reads.
     */
    private static void stayIdle(Connection holder) throws SQLException {
        try (Statement statement = holder.createStatement()) {
            statement.execute("SET LOCAL idle_in_transaction_session_timeout = 0");
        }
    }

    private static boolean tryLock(Connection holder) throws SQLException {
        try (PreparedStatement lock = holder.prepareStatement("SELECT pg_try_advisory_xact_lock(?)")) {
            lock.setLong(1, LOCK_KEY);
            try (ResultSet locked = lock.executeQuery()) {
                return locked.next() && locked.getBoolean(1);
            }
        }
    }

    private static void release(Connection holder) {
        try {
            holder.rollback();
            holder.setAutoCommit(true);
        } catch (SQLException e) {
            // the connection is lost, and the lock with it: what made it so is reported, or nothing is left to do
            LOG.log(Level.DEBUG, "the lock''s connection was lost: {0}", reason(e));
        }
    }

    /** The messages of a failure and its causes in one line, each said once, without passwords. */
    static String reason(Throwable failure) {
        List<String> messages = new ArrayList<>();
        for (Throwable e = failure; e != null && messages.size() < 10; e = e.getCause()) {
            String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            if (messages.stream().noneMatch(said -> said.contains(message))) {
                messages.add(message);
            }
        }
        String line = String.join("; ", messages).replaceAll("\\s+", " ");
        return SECRET.matcher(line).replaceAll("$1$2***");
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MigrationFailed("the start was interrupted");
        }
    }
}
