package dewey.conversations;

import dewey.database.SqlArray;
import dewey.database.TenantEntry;
import dewey.database.Transactions;
import dewey.lexemes.SearchVectors;
import dewey.lexemes.SearchVectors.Draft;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Stores messages of several conversations of one tenant, each at the end of its own, in one statement. */
final class GroupAppend {
    private static final Logger LOG = System.getLogger(GroupAppend.class.getName());

    /**
     * Keeps true what {@link Append} keeps true. It waits for no other writer (SKIP LOCKED): whose conversation is held, or not the
     * tenant's, or whose external id is known, is left out. The rows that are locked here are those that are advanced, so that the turns
     * given cannot be given twice.
     */
    private static final String STORE =
            """
            WITH message AS (
                SELECT * FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                         WITH ORDINALITY AS m (conversation_id, id, role, author, content, blocks, metadata, external_id, created_at, vector, place)),
            held AS (
                SELECT c.id FROM conversations c WHERE c.id = ANY (?::uuid[]) AND c.tenant = ? FOR NO KEY UPDATE SKIP LOCKED),
            fresh AS (
                SELECT m.*, row_number() OVER (PARTITION BY m.conversation_id ORDER BY m.place)::int AS nth
                  FROM message m JOIN held h ON h.id = m.conversation_id
                 WHERE m.external_id IS NULL
                    OR NOT EXISTS (SELECT FROM messages known
                                    WHERE known.conversation_id = m.conversation_id
                                      AND known.external_id = m.external_id)),
            conversation AS (
                UPDATE conversations c
                   SET next_turn = c.next_turn + n.count,
                       message_count = c.message_count + n.count,
                       updated_at = greatest(c.updated_at, clock_timestamp())
                  FROM (SELECT conversation_id, count(*)::int AS count FROM fresh GROUP BY conversation_id) n
                 WHERE c.id = n.conversation_id
                RETURNING c.id, c.next_turn - n.count AS first_turn, c.updated_at)
            INSERT INTO messages (conversation_id, turn_number, id, role, author, content, content_blocks, metadata,
                                  external_id, created_at, search)
            SELECT f.conversation_id, c.first_turn + f.nth - 1, f.id, f.role, f.author, f.content, f.blocks::jsonb, f.metadata::jsonb,
                   f.external_id, coalesce(f.created_at::timestamptz, c.updated_at), f.vector::tsvector
              FROM fresh f JOIN conversation c ON c.id = f.conversation_id
             ORDER BY f.place
            RETURNING id, turn_number, created_at""";

    private GroupAppend() {}

    /** Tells each append where it is stored; one that is told nothing is not stored by this. */
    static void store(Transactions transactions, SearchVectors vectors, String tenant, List<WaitingAppend> group) {
        try {
            List<Draft> drafts = group.stream().map(WaitingAppend::vector).toList();
            Map<UUID, Appended> places = transactions.oneStatement(
                    tenant,
                    (connection, entry) -> store(connection, entry, group, vectors.finished(connection, drafts)));
            group.forEach(append -> append.stored(places.get(append.message().id())));
        } catch (SQLException | RuntimeException e) {
            LOG.log(Level.DEBUG, () -> group.size() + " appends go alone: " + e);
        }
    }

    private static Map<UUID, Appended> store(
            Connection connection, TenantEntry entry, List<WaitingAppend> group, List<String> vectors)
            throws SQLException {
        if (group.size() == 1) {
            return LoneAppend.store(connection, entry, group.get(0), vectors.get(0));
        }
        try (TenantEntry.First first = entry.prepare(connection, STORE)) {
            PreparedStatement store = first.statement();
            int parameter = first.before() + 1;
            List<UUID> conversations =
                    group.stream().map(WaitingAppend::conversationId).toList();
            List<NewMessage> messages =
                    group.stream().map(WaitingAppend::message).toList();
            store.setArray(parameter++, SqlArray.ofUuids(connection, conversations.stream()));
            store.setArray(
                    parameter++, SqlArray.ofUuids(connection, messages.stream().map(NewMessage::id)));
            parameter = TextColumns.set(connection, store, parameter, messages);
            store.setArray(
                    parameter++,
                    SqlArray.ofTexts(
                            connection, messages.stream().map(message -> Objects.toString(message.createdAt(), null))));
            store.setArray(parameter++, SqlArray.ofTexts(connection, vectors.stream()));
            store.setArray(
                    parameter++,
                    SqlArray.ofUuids(connection, conversations.stream().distinct()));
            store.setString(parameter, entry.tenant());
            Map<UUID, Appended> places = new HashMap<>();
            try (ResultSet row = first.executeQuery()) {
                while (row.next()) {
                    UUID id = row.getObject(1, UUID.class);
                    places.put(id, new Appended(id, row.getInt(2), Append.instant(row, 3), false));
                }
            }
            return places;
        }
    }
}
