package dewey.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/** More time for the statements of a transaction than the pool gives to those of calls: for work of the server itself that nobody waits for. */
public final class LongStatements implements AutoCloseable {
    private static final String ALLOW = "SELECT set_config('statement_timeout', ?, true)";

    /** The answer of PostgreSQL, also that it is too late, comes before the driver gives the connection up. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    private final Connection connection;
    private final int networkTimeout;

    /** @param longest for each statement; ends with the transaction */
    public LongStatements(Connection connection, Duration longest) throws SQLException {
        this.connection = connection;
        networkTimeout = connection.getNetworkTimeout();
        try (PreparedStatement allow = Jdbc.prepare(connection, ALLOW)) {
            allow.setString(1, longest.toMillis() + "ms");
            allow.execute();
        }
        connection.setNetworkTimeout(
                Runnable::run, Math.toIntExact(longest.plus(SLACK).toMillis()));
    }

    /** The same as {@link Jdbc#prepare}. */
    public PreparedStatement prepare(String sql) throws SQLException {
        return Jdbc.prepare(connection, sql);
    }

    @Override
    public void close() throws SQLException {
        if (!connection.isClosed()) {
            connection.setNetworkTimeout(Runnable::run, networkTimeout);
        }
    }
}
