package dewey.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * How a transaction that works for a tenant is bound to it: by a statement of its own, or by the same round trip as its first one.
 *
 * <p>{@link TenantLock} says what it means to be bound.
 */
public final class TenantEntry {
    private static final String SAY_WHOSE = "SELECT set_config('dewey.tenant', ?, true)";
    private static final String BIND = SAY_WHOSE + ", set_config('role', '" + TenantLock.ROLE + "', true)";

    private final String tenant;
    private final String statement;
    private boolean made;

    TenantEntry(String tenant, boolean inForce) {
        if (tenant == null || tenant.isBlank()) {
            throw new IllegalArgumentException("a transaction of no tenant");
        }
        this.tenant = tenant;
        statement = inForce ? BIND : SAY_WHOSE;
    }

    /** That of a transaction which is bound already. */
    public static TenantEntry alreadyMade(String tenant) {
        TenantEntry entry = new TenantEntry(tenant, true);
        entry.made = true;
        return entry;
    }

    /** Whose transaction it is. */
    public String tenant() {
        return tenant;
    }

    /** Binds the transaction now, unless it is bound already. */
    void make(Connection connection) throws SQLException {
        if (!made) {
            try (PreparedStatement bind = Jdbc.prepare(connection, statement)) {
                bind.setString(1, tenant);
                bind.execute();
            }
            made = true;
        }
    }

    /** A statement that, unless this is bound already, goes to the database in one round trip with what binds the transaction. */
    public First prepare(Connection connection, String sql) throws SQLException {
        if (made) {
            return new First(Jdbc.prepare(connection, sql), 0);
        }
        PreparedStatement both = Jdbc.prepare(connection, statement + ";\n" + sql);
        both.setString(1, tenant);
        made = true;
        return new First(both, 1);
    }

    /**
     * A statement that may have the binding before it.
     *
     * @param statement where values are bound
     * @param before how many parameters come before the first one of its own
     */
    public record First(PreparedStatement statement, int before) implements AutoCloseable {
        /** The rows of the statement itself. */
        public ResultSet executeQuery() throws SQLException {
            if (before == 0) {
                return statement.executeQuery();
            }
            statement.execute();
            statement.getMoreResults();
            return statement.getResultSet();
        }

        @Override
        public void close() throws SQLException {
            statement.close();
        }
    }
}
