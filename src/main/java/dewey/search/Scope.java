package dewey.search;

import dewey.database.Jdbc;
import dewey.database.StorableText;
import dewey.database.StoredJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Which messages may be found at all, as a condition on {@code m}, a message, and {@code c}, its conversation. */
final class Scope {
    // the index of a tsvector is not used on the table itself (liquibase/tenant-views.sql)
    private static final String MESSAGES = " FROM tenant_messages m";
    private static final String WITH_CONVERSATIONS = " JOIN tenant_conversations c ON c.id = m.conversation_id";

    private final StringBuilder condition = new StringBuilder("true");
    private final List<Object> values = new ArrayList<>();

    /** What a filter says of the conversation itself. */
    private record Named(String column, Object value) {}

    private final List<Named> places = new ArrayList<>();

    /** @param upTo messages with a later id do not count; null for all */
    Scope(List<Filter> filters, UUID upTo) {
        filters.forEach(this::add);
        add(" AND m.id <= ?", upTo);
    }

    private void add(Filter filter) {
        String session = StorableText.encode(filter.sessionId());
        add(" AND c.session_id = ?", session);
        add(" AND m.conversation_id = ?", filter.conversationId());
        if (session != null) {
            places.add(new Named("c.session_id", session));
        }
        if (filter.conversationId() != null) {
            places.add(new Named("c.id", filter.conversationId()));
        }
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

    /** Whether it names a conversation or a session. */
    boolean isNamed() {
        return !places.isEmpty();
    }

    /** Whether the conversations it names hold no more than so many messages. */
    boolean isSmall(Connection connection, int messages) throws SQLException {
        String sql = "SELECT coalesce(sum(c.message_count), 0) <= ? FROM tenant_conversations c WHERE " + named();
        try (PreparedStatement sum = Jdbc.prepare(connection, sql)) {
            sum.setInt(1, messages);
            bindNamed(sum, 2);
            try (ResultSet row = sum.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private String named() {
        return places.stream().map(place -> place.column() + " = ?").collect(Collectors.joining(" AND "));
    }

    /**
     * The messages of the conversations that are named. OFFSET 0, because PostgreSQL would rather look for the words in the whole index,
     * once for each conversation.
     */
    String fromNamed() {
        String messages =
                " FROM (SELECT m.* FROM tenant_conversations c JOIN tenant_messages m ON m.conversation_id = c.id WHERE "
                        + named() + " OFFSET 0) m";
        return condition.indexOf(" c.") < 0 ? messages : messages + WITH_CONVERSATIONS;
    }

    /** Sets the values of {@link #fromNamed} and answers the number of the next parameter. */
    int bindNamed(PreparedStatement statement, int first) throws SQLException {
        int next = first;
        for (Named place : places) {
            statement.setObject(next++, place.value());
        }
        return next;
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
