package dewey.database;

import dewey.threads.Interruption;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * One attempt that is one statement, and so needs no transaction but the statement's own: one round trip to the database instead of
 * two, and neither a transaction manager nor an entity manager.
 */
@ApplicationScoped
public class OneStatement {
    /** The statement, which binds itself to its tenant. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection, TenantEntry entry) throws SQLException;
    }

    @Resource(lookup = "java:comp/env/jdbc/dewey")
    private DataSource dataSource;

    /** For the container. */
    OneStatement() {}

    OneStatement(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Made with the application: on a thread of its own later, Payara could not find the resource. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {}

    /** Lends a connection that commits each statement; the first one ends the work. */
    @SuppressWarnings("try") // what is to end with an interruption says so by itself: Jdbc.prepare
    <T> T run(Jdbc.Work<T> work) throws SQLException {
        try (Interruption here = Interruption.begin();
                Connection connection = dataSource.getConnection()) {
            return work.on(connection);
        }
    }
}
