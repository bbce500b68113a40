package dewey.evaluation;

import dewey.database.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The query of the Python program that Dewey replaces: all words must be there, ranked by ts_rank. */
final class Baseline {
    private static final String QUERY =
            """
            SELECT id::text FROM messages
             WHERE tenant = ? AND to_tsvector('english', content) @@ plainto_tsquery('english', ?)
             ORDER BY ts_rank(to_tsvector('english', content), plainto_tsquery('english', ?)) DESC, created_at DESC LIMIT 20""";

    private Baseline() {}

    static List<String> messageIds(String tenant, String question) throws SQLException {
        try (Connection connection = TestDatabase.dataSource().getConnection();
                PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setString(1, tenant);
            query.setString(2, question);
            query.setString(3, question);
            List<String> ids = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getString(1));
                }
            }
            return ids;
        }
    }
}
