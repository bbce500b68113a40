package dewey.search;

import dewey.database.StorableText;
import dewey.database.StoredJson;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Which messages may be found at all, as a condition on {@code m}, a message, and {@code c}, its conversation. */
final class Scope {
    // the index of a tsvector is not used on the table itself (liquibase/tenant-views.sql)
    private static final String MESSAGES = " FROM tenant_messages m";
    private static final String WITH_CONVERSATIONS = " JOIN tenant_conversations c ON c.id = m.conversation_id";

    private final StringBuilder condition = new StringBuilder("true");
    private final List<Object> values = new ArrayList<>();

    /** @param upTo messages with a later id do not count; null for all */
    Scope(List<Filter> filters, UUID upTo) {
        filters.forEach(this::add);
        add(" AND m.id <= ?", upTo);
    }

    private void add(Filter filter) {
        add(" AND c.session_id = ?", StorableText.encode(filter.sessionId()));
        add(" AND m.conversation_id = ?", filter.conversationId());
        add(" AND m.role = ?", filter.role() == null ? null : filter.role().wireName());
        add(
                " AND strpos(lower(search_speaker(m.author, m.metadata)), lower(?)) > 0",
                StorableText.encode(filter.author()));
        String metadata = filter.metadata() == null
                ? null
                : StoredJson.text(filter.metadata().value());
        if (metadata != null) {
            add(" AND (m.metadata @> ?::jsonb", metadata);
            add(" OR c.metadata @> ?::jsonb)", metadata);
        }
        add(" AND m.created_at >= ?", at(filter.from()));
        add(" AND m.created_at <= ?", at(filter.to()));
    }

    private static Object at(Instant moment) {
        return moment == null ? null : moment.atOffset(ZoneOffset.UTC);
    }

    private void add(String fragment, Object value) {
        if (value != null) {
            condition.append(fragment);
            values.add(value);
        }
    }

    /** The messages of the tenant, with their conversations only where these are asked about. */
    String from() {
        return condition.indexOf(" c.") < 0 ? MESSAGES : MESSAGES + WITH_CONVERSATIONS;
    }

    String condition() {
        return condition.toString();
    }

    /** Sets the values of the condition and answers the number of the next parameter. */
    int bind(PreparedStatement statement, int first) throws SQLException {
        int next = first;
        for (Object value : values) {
            if (value instanceof String text) {
                statement.setString(next++, text);
            } else {
                statement.setObject(next++, value);
            }
        }
        return next;
    }

    /** Sets a tsquery; as a text it would be read again for every row. */
    static void setTsquery(PreparedStatement statement, int parameter, String tsquery) throws SQLException {
        statement.setObject(parameter, tsquery, Types.OTHER);
    }
}
