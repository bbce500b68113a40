package dewey.search;

import dewey.database.Jdbc;
import dewey.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Keeps the shares of frequent words of large tenants up to date, for {@link Statistics}.
 *
 * <p>Made from a sample of the messages, so that it takes no longer for ten million than for a hundred thousand, and only when their number
 * has changed by a tenth since. Of several nodes one does it: the others find its lock taken.
 */
@ApplicationScoped
public class FrequencyTable {
    /** Below this everything is counted when it is asked for. */
    static final int LARGE = 20_000;

    private static final int SAMPLE = 30_000;
    /** Of a word that stands in fewer messages of the sample its share would be a guess. */
    private static final int SEEN = 20;

    private static final String LOCK =
            "SELECT pg_try_advisory_xact_lock(hashtextextended('dewey.search_frequencies', 0))";

    private static final String CHANGED =
            """
            SELECT (SELECT coalesce(sum(messages), 0) FROM search_corpora),
                   coalesce(sum(messages) FILTER (WHERE messages >= ?), 0), coalesce(sum(messages), 0)
              FROM (SELECT sum(message_count) AS messages FROM conversations GROUP BY tenant) tenants""";

    private static final String CORPORA =
            """
            INSERT INTO search_corpora (tenant, messages, refreshed_at)
            SELECT tenant, sum(message_count), now() FROM conversations GROUP BY tenant HAVING sum(message_count) >= ?""";

    private static final String FREQUENCIES =
            """
            WITH sample AS MATERIALIZED (
                SELECT m.tenant, m.search FROM messages m TABLESAMPLE SYSTEM (?) WHERE m.tenant IN (SELECT tenant FROM search_corpora)),
            sizes AS (SELECT tenant, count(*) AS messages FROM sample GROUP BY tenant)
            INSERT INTO search_frequencies (tenant, lexeme, share)
            SELECT s.tenant, word.lexeme, count(*)::real / min(z.messages)
              FROM sample s CROSS JOIN LATERAL unnest(tsvector_to_array(s.search)) word (lexeme) JOIN sizes z ON z.tenant = s.tenant
             GROUP BY s.tenant, word.lexeme HAVING count(*) >= ?""";

    private final Transactions transactions;

    @Inject
    public FrequencyTable(Transactions transactions) {
        this.transactions = transactions;
    }

    /** For the container, which proxies this bean. */
    protected FrequencyTable() {
        this(null);
    }

    /** Whether the table was made anew. */
    public boolean refresh() {
        return transactions.writeAcrossTenants(entityManager -> Jdbc.run(entityManager, FrequencyTable::refresh));
    }

    private static boolean refresh(Connection connection) throws SQLException {
        if (!isFree(connection)) {
            return false;
        }
        long messages = messagesIfChanged(connection);
        if (messages < 0) {
            return false;
        }
        forget(connection, "search_frequencies");
        forget(connection, "search_corpora");
        try (PreparedStatement corpora = Jdbc.prepare(connection, CORPORA)) {
            corpora.setInt(1, LARGE);
            corpora.executeUpdate();
        }
        try (PreparedStatement frequencies = Jdbc.prepare(connection, FREQUENCIES)) {
            frequencies.setDouble(1, Math.min(100, 100.0 * SAMPLE / Math.max(messages, 1)));
            frequencies.setInt(2, SEEN);
            if (frequencies.executeUpdate() > 0) {
                return true;
            }
        }
        // there was nothing to see, and the next look must not take that for what there is
        forget(connection, "search_corpora");
        return false;
    }

    private static void forget(Connection connection, String table) throws SQLException {
        try (PreparedStatement forget = Jdbc.prepare(connection, "DELETE FROM " + table)) {
            forget.executeUpdate();
        }
    }

    private static boolean isFree(Connection connection) throws SQLException {
        try (PreparedStatement lock = Jdbc.prepare(connection, LOCK);
                ResultSet row = lock.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** How many messages there are; negative when the large tenants have nearly as many as the table was made of. */
    private static long messagesIfChanged(Connection connection) throws SQLException {
        try (PreparedStatement changed = Jdbc.prepare(connection, CHANGED)) {
            changed.setInt(1, LARGE);
            try (ResultSet row = changed.executeQuery()) {
                row.next();
                long then = row.getLong(1);
                long now = row.getLong(2);
                return Math.abs(now - then) * 10 <= then ? -1 : row.getLong(3);
            }
        }
    }
}
