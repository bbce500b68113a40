package dewey.conversations;

import dewey.database.StorableText;
import dewey.database.TenantEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

/** Stores the message of a group of one: what {@link GroupAppend} does, without its arrays and what it needs to take them apart. */
final class LoneAppend {
    /** Keeps true what {@link Append} keeps true, and waits for no other writer, as {@link GroupAppend}. */
    private static final String STORE =
            """
            WITH message (conversation_id, tenant, external_id) AS (VALUES (?::uuid, ?::text, ?::text)),
            held AS (
                SELECT c.id, m.external_id FROM conversations c JOIN message m ON c.id = m.conversation_id AND c.tenant = m.tenant
                   FOR NO KEY UPDATE OF c SKIP LOCKED),
            conversation AS (
                UPDATE conversations c
                   SET next_turn = c.next_turn + 1,
                       message_count = c.message_count + 1,
                       updated_at = greatest(c.updated_at, clock_timestamp())
                  FROM held h
                 WHERE c.id = h.id
                   AND NOT EXISTS (SELECT FROM messages known
                                    WHERE known.conversation_id = h.id
                                      AND known.external_id = h.external_id)
                RETURNING c.id, c.next_turn - 1 AS turn, h.external_id, c.updated_at)
            INSERT INTO messages (conversation_id, turn_number, external_id, created_at, search,
                                  id, role, author, content, content_blocks, metadata)
            SELECT id, turn, external_id, coalesce(?::timestamptz, updated_at), ?::tsvector,
                   ?::uuid, ?::text, ?::text, ?::text, ?::jsonb, ?::jsonb
              FROM conversation
            RETURNING turn_number, created_at""";

    private LoneAppend() {}

    /** Where it is stored, by its id; nothing when it must go another way. */
    static Map<UUID, Appended> store(Connection connection, TenantEntry entry, WaitingAppend append, String vector)
            throws SQLException {
        NewMessage message = append.message();
        try (TenantEntry.First first = entry.prepare(connection, STORE)) {
            PreparedStatement store = first.statement();
            int parameter = first.before();
            store.setObject(++parameter, append.conversationId());
            store.setString(++parameter, entry.tenant());
            store.setString(++parameter, StorableText.encode(message.externalId()));
            Append.bindTime(store, ++parameter, message);
            store.setString(++parameter, vector);
            Append.bindContent(store, parameter, message);
            try (ResultSet row = first.executeQuery()) {
                return row.next()
                        ? Map.of(message.id(), new Appended(message.id(), row.getInt(1), Append.instant(row, 2), false))
                        : Map.of();
            }
        }
    }
}
