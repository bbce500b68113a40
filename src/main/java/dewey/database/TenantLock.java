package dewey.database;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The second lock between tenants, in PostgreSQL itself: a query that forgets to ask for a tenant's rows only still finds no others.
 *
 * <p>A transaction that works for a tenant takes on the role {@value #ROLE}, which row-level security binds, and says whose it is. Both
 * end with the transaction, so that they hold behind a pool that shares sessions, such as pgBouncer. Where the role cannot be had,
 * because an administrator has to make it, the first lock, the tenant in each query, is the only one; the log and the health say so.
 */
@ApplicationScoped
public class TenantLock {
    static final String ROLE = "dewey_tenant";

    private static final System.Logger LOG = System.getLogger("dewey.database");
    private static final Script VIEWS = new Script("liquibase/tenant-views.sql");
    private static final Script POLICIES = new Script("liquibase/tenant-lock.sql");
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private volatile boolean inForce;

    /** Whether PostgreSQL binds transactions to their tenants. */
    public boolean isInForce() {
        return inForce;
    }

    /** Puts the lock on all tables as they are now. */
    public void install(Connection connection) throws SQLException {
        VIEWS.run(connection);
        try {
            POLICIES.run(connection);
            inForce = binds(connection);
        } catch (SQLException e) {
            if (!INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                throw e;
            }
            inForce = false;
        }
        if (!inForce) {
            LOG.log(
                    Level.WARNING,
                    "row-level security is off: the role {0} cannot be had. An administrator of PostgreSQL makes it by"
                            + " CREATE ROLE {0} NOLOGIN; GRANT {0} TO {1}; the next start of Dewey then uses it",
                    ROLE,
                    user(connection));
        }
    }

    /** How a transaction begins that works for a tenant. */
    public TenantEntry entry(String tenant) {
        return new TenantEntry(tenant, inForce);
    }

    // a role of that name which is more than it should be would be no lock
    private static boolean binds(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet role = statement.executeQuery(
                        "SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = '" + ROLE + "'")) {
            return role.next() && role.getBoolean(1);
        }
    }

    private static String user(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet user = statement.executeQuery("SELECT quote_ident(current_user)")) {
            user.next();
            return user.getString(1);
        }
    }
}
