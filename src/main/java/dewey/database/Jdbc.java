package dewey.database;

import dewey.threads.Interruption;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.hibernate.Session;

/** Plain JDBC within the transaction of an entity manager, for statements that JPA cannot say. */
public final class Jdbc {
    private Jdbc() {}

    /** Work on the connection of the transaction, which it must not commit or close. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Prepares a statement that ends when the call it works for is cancelled. */
    public static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(TraceComment.on(sql));
        Interruption.alsoHere(statement::cancel);
        return statement;
    }

    public static <T> T run(EntityManager entityManager, Work<T> work) {
        return entityManager.unwrap(Session.class).doReturningWork(connection -> {
            try {
                return work.on(connection);
            } catch (SQLException e) {
                // not left to Hibernate: it logs each as an error with the values of its rows, and a duplicate is no
                // error here
                throw new StatementFailed(e);
            }
        });
    }

    /** What a statement failed of, on its way to {@link Failures}. */
    static final class StatementFailed extends RuntimeException {
        StatementFailed(SQLException cause) {
            super(cause);
        }
    }
}
