package dewey.search;

import dewey.database.Jdbc;
import dewey.database.StorableText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Finds which messages match and how well: their keys only, because the contents of most are never shown. */
final class Ranking {
    /**
     * @param ranked best first; one more than the limit when there is a next page
     * @param total how many match in all
     */
    record Result(List<Ranked> ranked, long total) {}

    /** The keys of a message that matches. */
    record Ranked(UUID conversationId, int turn, UUID id, float rank) {}

    private final StringBuilder sql = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    Ranking(String tenant, SearchQuery query, TextQuery text, Optional<Place> after) {
        add(
                "WITH matched AS (SELECT m.conversation_id, m.turn_number, m.id, ts_rank(m.search, ?::tsquery) AS rank",
                text.tsquery());
        add(
                " FROM tenant_messages m JOIN tenant_conversations c ON c.id = m.conversation_id WHERE m.search @@ ?::tsquery",
                text.tsquery());
        add(" AND c.tenant = ?", tenant);
        addIf(" AND c.session_id = ?", StorableText.encode(query.sessionId()));
        addIf(" AND m.conversation_id = ?", query.conversationId());
        addIf(" AND m.role = ?", query.role() == null ? null : query.role().wireName());
        addIf(
                " AND m.created_at >= ?",
                query.from() == null ? null : query.from().atOffset(ZoneOffset.UTC));
        addIf(" AND m.created_at <= ?", query.to() == null ? null : query.to().atOffset(ZoneOffset.UTC));
        // the total stays when the page is empty, because its offset is beyond the end
        sql.append(
                ") SELECT t.total, p.* FROM (SELECT count(*) AS total FROM matched) t LEFT JOIN (SELECT * FROM matched");
        if (after.isPresent()) {
            add(" WHERE (rank, id) < (?::real, ?)", after.get().rank());
            values.add(after.get().id());
        }
        add(" ORDER BY rank DESC, id DESC LIMIT ?", query.limit() + 1);
        add(" OFFSET ?) p ON true ORDER BY p.rank DESC, p.id DESC", query.offset());
    }

    String sql() {
        return sql.toString();
    }

    void bind(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }

    Result run(Connection connection) throws SQLException {
        try (PreparedStatement statement = Jdbc.prepare(connection, sql())) {
            bind(statement);
            try (ResultSet row = statement.executeQuery()) {
                List<Ranked> ranked = new ArrayList<>();
                long total = 0;
                while (row.next()) {
                    total = row.getLong("total");
                    UUID id = row.getObject("id", UUID.class);
                    if (id != null) {
                        ranked.add(new Ranked(
                                row.getObject("conversation_id", UUID.class),
                                row.getInt("turn_number"),
                                id,
                                row.getFloat("rank")));
                    }
                }
                return new Result(ranked, total);
            }
        }
    }

    private void add(String fragment, Object value) {
        sql.append(fragment);
        values.add(value);
    }

    private void addIf(String fragment, Object value) {
        if (value != null) {
            add(fragment, value);
        }
    }
}
