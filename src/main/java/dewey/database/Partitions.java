package dewey.database;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Over how many tables the messages are spread, by the hash of their conversation.
 *
 * <p>Another number means that all of them are copied, in one transaction in which nobody else reads or stores any. It is done by the start
 * that is told to, under the lock by which one node at a time changes the schema.
 *
 * @param tables 1 for a table that is not partitioned, {@value #AS_THEY_ARE} for as many as there are
 */
record Partitions(int tables) {
    static final int AS_THEY_ARE = 0;

    private static final System.Logger LOG = System.getLogger("dewey.database");
    private static final Script SPREAD = new Script("liquibase/partitions.sql");

    private static final String TABLES =
            """
            SELECT CASE relkind WHEN 'p' THEN (SELECT count(*) FROM pg_inherits WHERE inhparent = messages.oid) ELSE 1 END
              FROM pg_class messages WHERE oid = to_regclass('messages')""";

    /** What others have made that would be lost, or is in the way, when the table is replaced by another. */
    private static final String DEPENDENTS =
            """
            SELECT DISTINCT coalesce('view ' || view.ev_class::regclass, pg_describe_object(d.classid, d.objid, 0))
              FROM pg_depend d LEFT JOIN pg_rewrite view ON d.classid = 'pg_rewrite'::regclass AND view.oid = d.objid
             WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = 'messages'::regclass AND d.deptype = 'n'
               AND coalesce(view.ev_class <> to_regclass('tenant_messages'), true)
               AND d.objid NOT IN (SELECT oid FROM pg_constraint WHERE conrelid = 'messages'::regclass
                                   UNION SELECT oid FROM pg_policy WHERE polrelid = 'messages'::regclass
                                   UNION SELECT oid FROM pg_trigger WHERE tgrelid = 'messages'::regclass)
            UNION
            SELECT 'publication ' || pubname
              FROM pg_publication p JOIN pg_publication_rel published ON published.prpubid = p.oid
             WHERE published.prrelid = 'messages'::regclass
             ORDER BY 1""";

    /** @throws MigrationFailed when something depends on the table as it is */
    void arrange(Connection connection) throws SQLException {
        List<String> now = column(connection, TABLES);
        if (tables == AS_THEY_ARE || now.isEmpty() || now.get(0).equals(Integer.toString(tables))) {
            return;
        }
        List<String> dependents = column(connection, DEPENDENTS);
        if (!dependents.isEmpty()) {
            throw new MigrationFailed("the messages cannot go from " + now.get(0) + " to " + tables
                    + " tables (dewey.database.partitions) while there is " + String.join(", ", dependents)
                    + ": drop what depends on the table, and make it again afterwards");
        }
        LOG.log(
                Level.WARNING,
                "the messages go from {0} to {1} tables: with many messages this takes minutes, and must not be interrupted"
                        + " (it would begin again)",
                now.get(0),
                tables);
        spread(connection);
    }

    private void spread(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement say = connection.prepareStatement("SELECT set_config('dewey.partitions', ?, true)")) {
            say.setString(1, Integer.toString(tables));
            say.execute();
            SPREAD.run(connection);
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            undo(connection, e);
            throw e;
        }
        connection.setAutoCommit(true);
    }

    private static void undo(Connection connection, Exception cause) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static List<String> column(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> column = new ArrayList<>();
            while (row.next()) {
                column.add(row.getString(1));
            }
            return column;
        }
    }
}
