package dewey.search;

import dewey.database.Jdbc;
import dewey.database.SqlArray;
import dewey.database.StorableText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many of the messages that were found have which role, session and month, the most frequent first; of sessions the first
 * {@value #MOST_SESSIONS}.
 */
public record Facets(Map<String, Integer> roles, Map<String, Integer> sessions, Map<String, Integer> months) {
    static final int MOST_SESSIONS = 50;

    private static final String COUNT =
            """
            SELECT m.role, c.session_id, to_char(m.created_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month, count(*),
                   grouping(m.role, c.session_id, to_char(m.created_at AT TIME ZONE 'UTC', 'YYYY-MM')) AS others
              FROM unnest(?::uuid[], ?::int[]) hit (conversation_id, turn)
              JOIN tenant_messages m ON m.conversation_id = hit.conversation_id AND m.turn_number = hit.turn
              JOIN tenant_conversations c ON c.id = m.conversation_id
             GROUP BY GROUPING SETS (1, 2, 3)
             ORDER BY 4 DESC, 1, 2, 3""";

    /** What grouping() says of rows that count roles, sessions and months: a bit for each column they leave open. */
    private static final int OF_ROLE = 0b011;

    private static final int OF_SESSION = 0b101;

    static Facets of(Connection connection, List<Ranked> hits) throws SQLException {
        Facets facets = new Facets(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        try (PreparedStatement count = Jdbc.prepare(connection, COUNT)) {
            count.setArray(1, SqlArray.ofUuids(connection, hits.stream().map(Ranked::conversationId)));
            count.setArray(2, SqlArray.ofIntegers(connection, hits.stream().map(Ranked::turn)));
            try (ResultSet row = count.executeQuery()) {
                while (row.next()) {
                    facets.add(row);
                }
            }
        }
        return facets;
    }

    private void add(ResultSet row) throws SQLException {
        int messages = row.getInt(4);
        switch (row.getInt("others")) {
            case OF_ROLE -> roles.put(row.getString("role"), messages);
            case OF_SESSION -> {
                // conversations of no session are counted in no session
                String session = StorableText.decode(row.getString("session_id"));
                if (session != null && sessions.size() < MOST_SESSIONS) {
                    sessions.put(session, messages);
                }
            }
            default -> months.put(row.getString("month"), messages);
        }
    }
}
