package dewey.conversations;

import dewey.database.Jdbc;
import dewey.database.StorableText;
import dewey.database.StoredJson;
import dewey.database.TenantEntry;
import dewey.database.UniqueViolation;
import dewey.refusals.Refused;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/** Stores one message: the hot path, one statement when all goes well. */
final class Append {
    /**
     * What this must keep true: the conversation is the tenant's; next_turn is above every turn stored; message_count is the
     * number of messages; a known external id changes nothing; updated_at never goes back. The update takes the row's lock before
     * the turn is known, so writers queue there and no turn is given twice.
     */
    private static final String APPEND =
            """
            WITH message (conversation_id, tenant, turn, external_id, created_at)
                AS (VALUES (?::uuid, ?::text, ?::int, ?::text, ?::timestamptz)),
            conversation AS (
                UPDATE conversations c
                   SET next_turn = greatest(c.next_turn, coalesce(m.turn, c.next_turn) + 1),
                       message_count = c.message_count + 1,
                       updated_at = greatest(c.updated_at, clock_timestamp())
                  FROM message m
                 WHERE c.id = m.conversation_id
                   AND c.tenant = m.tenant
                   AND NOT EXISTS (SELECT FROM messages known
                                    WHERE known.conversation_id = m.conversation_id
                                      AND known.external_id = m.external_id)
                RETURNING c.id, coalesce(m.turn, c.next_turn - 1) AS turn, m.external_id,
                          coalesce(m.created_at, c.updated_at) AS created_at)
            INSERT INTO messages (conversation_id, turn_number, external_id, created_at,
                                  id, role, author, content, content_blocks, metadata)
            SELECT id, turn, external_id, created_at, ?::uuid, ?::text, ?::text, ?::text, ?::jsonb, ?::jsonb
              FROM conversation
            RETURNING turn_number, created_at""";

    private static final String STORED =
            """
            SELECT m.id, m.turn_number, m.created_at
              FROM messages m JOIN conversations c ON c.id = m.conversation_id
             WHERE c.id = ? AND c.tenant = ? AND (m.id = ? OR m.external_id = ?)""";

    private Append() {}

    /** One round trip when the transaction is not bound to its tenant yet, and the message is new. */
    static Appended one(EntityManager entityManager, TenantEntry entry, UUID conversationId, NewMessage message) {
        return Jdbc.run(entityManager, connection -> {
                    Optional<Appended> appended = insert(connection, entry, conversationId, message);
                    return appended.isPresent()
                            ? appended
                            : stored(connection, entry.tenant(), conversationId, message);
                })
                .orElseThrow(Conversations::notFound);
    }

    /** What a violation meant: stored by an attempt before, or by another writer at the same moment, or a turn that is taken. */
    static Appended afterViolation(
            EntityManager entityManager,
            String tenant,
            UUID conversationId,
            NewMessage message,
            UniqueViolation violation) {
        Optional<Appended> stored =
                Jdbc.run(entityManager, connection -> stored(connection, tenant, conversationId, message));
        if (stored.isEmpty() && message.turnNumber() != null) {
            throw turnTaken(
                    message.turnNumber(),
                    Reading.conversation(entityManager, tenant, conversationId).nextTurn());
        }
        return stored.orElseThrow(() -> violation);
    }

    static Refused turnTaken(int turn, int next) {
        return Refused.conflict("turn_number", "turn_number " + turn + " is taken; the next free one is " + next);
    }

    private static Optional<Appended> insert(
            Connection connection, TenantEntry entry, UUID conversationId, NewMessage message) throws SQLException {
        try (TenantEntry.First first = entry.prepare(connection, APPEND)) {
            bind(first.statement(), first.before(), entry.tenant(), conversationId, message);
            try (ResultSet row = first.executeQuery()) {
                return row.next()
                        ? Optional.of(new Appended(message.id(), row.getInt(1), instant(row, 2), false))
                        : Optional.empty();
            }
        }
    }

    private static void bind(
            PreparedStatement insert, int before, String tenant, UUID conversationId, NewMessage message)
            throws SQLException {
        int parameter = before;
        insert.setObject(++parameter, conversationId);
        insert.setString(++parameter, tenant);
        insert.setObject(++parameter, message.turnNumber(), Types.INTEGER);
        insert.setString(++parameter, StorableText.encode(message.externalId()));
        bindTime(insert, ++parameter, message);
        bindContent(insert, parameter, message);
    }

    static void bindTime(PreparedStatement insert, int parameter, NewMessage message) throws SQLException {
        insert.setObject(
                parameter,
                message.createdAt() == null ? null : message.createdAt().atOffset(ZoneOffset.UTC),
                Types.TIMESTAMP_WITH_TIMEZONE);
    }

    /** Id, role, author, content, blocks, metadata. */
    static void bindContent(PreparedStatement insert, int before, NewMessage message) throws SQLException {
        int parameter = before;
        insert.setObject(++parameter, message.id());
        insert.setString(++parameter, message.role().wireName());
        insert.setString(++parameter, StorableText.encode(message.author()));
        insert.setString(++parameter, StorableText.encode(message.content()));
        insert.setString(++parameter, message.blocks() == null ? null : StoredJson.text(message.blocks()));
        insert.setString(++parameter, StoredJson.text(message.metadata().value()));
    }

    private static Optional<Appended> stored(
            Connection connection, String tenant, UUID conversationId, NewMessage message) throws SQLException {
        try (PreparedStatement query = Jdbc.prepare(connection, STORED)) {
            query.setObject(1, conversationId);
            query.setString(2, tenant);
            query.setObject(3, message.id());
            query.setString(4, StorableText.encode(message.externalId()));
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                UUID id = row.getObject(1, UUID.class);
                // its own id: an attempt before this one was committed, and only its answer was lost
                return Optional.of(new Appended(id, row.getInt(2), instant(row, 3), !id.equals(message.id())));
            }
        }
    }

    static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
