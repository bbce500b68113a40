package dewey.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A pooled connection without the time limits that the pool gives to the statements of calls, for the change of a schema: an index over
 * millions of messages takes as long as it takes. A lock is not waited for without end all the same, because everybody who wants the
 * table queues up behind one who waits for it.
 */
final class Unhurried implements AutoCloseable {
    private static final String SLOWLY =
            "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET lock_timeout = '60s'";
    private static final String AS_BEFORE =
            "RESET statement_timeout; RESET idle_in_transaction_session_timeout; RESET lock_timeout";

    private final Connection connection;
    private final int networkTimeout;

    Unhurried(Connection connection) throws SQLException {
        this.connection = connection;
        networkTimeout = connection.getNetworkTimeout();
        execute(SLOWLY);
        connection.setNetworkTimeout(Runnable::run, 0);
    }

    Connection connection() {
        return connection;
    }

    private void execute(String settings) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(settings);
        }
    }

    /** The connection goes back to its pool as it came. */
    @Override
    public void close() throws SQLException {
        if (connection.isClosed()) {
            return;
        }
        connection.setNetworkTimeout(Runnable::run, networkTimeout);
        execute(AS_BEFORE);
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
    }
}
