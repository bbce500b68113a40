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

    /**
     * For statements that find all by a key: planned once, not at each use. PostgreSQL expects ten rows of an array that it does not know,
     * takes that for dearer than the one row it then finds, and would plan for as long as the statement itself takes. Without scans of
     * whole tables, so that a plan made while they are empty serves, too.
     */
    private static final String PLAN_ONCE =
            ", set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true)";

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

    /**
     * Statements that go to the database in one round trip, unless this is bound already with what binds the transaction.
     *
     * @param sql each finds all that it needs by a key; it is planned once
     */
    public First prepare(Connection connection, String... sql) throws SQLException {
        String all = String.join(TraceComment.STATEMENTS_END, sql);
        if (made) {
            return new First(Jdbc.prepare(connection, all), 0);
        }
        PreparedStatement both = Jdbc.prepare(connection, statement + PLAN_ONCE + TraceComment.STATEMENTS_END + all);
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
            return nextQuery();
        }

        /** The rows of the statement behind the one whose rows were given last. */
        public ResultSet nextQuery() throws SQLException {
            statement.getMoreResults();
            return statement.getResultSet();
        }

        @Override
        public void close() throws SQLException {
            statement.close();
        }
    }
}
