package dewey.database;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.analytics.configuration.AnalyticsArgs;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.lockservice.DatabaseChangeLogLock;
import liquibase.lockservice.LockService;
import liquibase.lockservice.LockServiceFactory;
import liquibase.logging.core.NoOpLogService;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;

/** One run of Liquibase: quiet, and telling nobody outside about it. */
final class Changes {
    private static final System.Logger LOG = System.getLogger("dewey.database");

    private Changes() {}

    /** Applies what is missing. The caller holds the lock that keeps other nodes out. */
    static void apply(Connection connection, String changelog) throws LiquibaseException {
        // its log is chatter and its failures are thrown; the console would be the server's
        Map<String, Object> quiet = Map.of(
                Scope.Attr.logService.name(), new NoOpLogService(),
                Scope.Attr.ui.name(), new LoggerUIService(),
                AnalyticsArgs.ENABLED.getKey(), false);
        try {
            Scope.child(quiet, () -> {
                Database database =
                        DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
                breakStaleLock(database);
                ClassLoaderResourceAccessor files = new ClassLoaderResourceAccessor(Changes.class.getClassLoader());
                Liquibase liquibase = new Liquibase(changelog, files, database);
                liquibase.setShowSummary(UpdateSummaryEnum.OFF);
                int missing = liquibase
                        .listUnrunChangeSets(new Contexts(), new LabelExpression())
                        .size();
                if (missing > 0) {
                    tell(missing, database.getRanChangeSetList().size());
                    dropViews(connection);
                }
                liquibase.update(new Contexts());
            });
        } catch (LiquibaseException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new LiquibaseException(e);
        }
    }

    /** A warning, because whoever waits for the start must see it: the launcher shows warnings, and waits as long as it takes. */
    private static void tell(int missing, int made) {
        if (made > 0) {
            LOG.log(
                    Level.WARNING,
                    "the schema is being changed ({0} changes): with many messages this takes minutes, and must not be interrupted"
                            + " (it would begin again)",
                    missing);
        }
    }

    // no column can be changed that a view has; TenantLock makes them anew
    private static void dropViews(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP VIEW IF EXISTS tenant_messages, tenant_conversations");
        }
    }

    // Liquibase's own lock is a row that survives a killed node and is then waited for in vain; ours died with the node
    private static void breakStaleLock(Database database) throws LiquibaseException {
        LockService locks = LockServiceFactory.getInstance().getLockService(database);
        DatabaseChangeLogLock[] held = locks.listLocks();
        if (held.length > 0) {
            LOG.log(
                    Level.WARNING,
                    "breaking a lock of Liquibase that its owner left behind: {0}",
                    Arrays.stream(held)
                            .map(lock -> lock.getLockedBy() + " since " + lock.getLockGranted())
                            .collect(Collectors.joining(", ")));
            locks.forceReleaseLock();
        }
    }
}
