package dewey.conversations;

import dewey.database.Jdbc;
import dewey.database.SqlArray;
import dewey.database.StorableText;
import dewey.lexemes.Said;
import dewey.lexemes.SearchVectors;
import jakarta.persistence.EntityManager;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Stores many messages of one conversation in one transaction.
 *
 * <p>It holds the lock of the conversation's row from the first statement to the commit, so that what it finds there (the next turn,
 * the external ids and turns in use) stays true while it inserts.
 */
final class BulkAppend {
    /** One statement's rows are bounded in number and in characters: the driver keeps them in memory more than once. */
    private static final int CHUNK_ROWS = 1_000;

    private static final int CHUNK_CHARACTERS = 2 << 20;

    private static final String LOCK =
            """
            SELECT next_turn, greatest(updated_at, clock_timestamp())
              FROM conversations WHERE id = ? AND tenant = ? FOR NO KEY UPDATE""";
    private static final String KNOWN =
            """
            SELECT id, external_id, turn_number, created_at
              FROM messages WHERE conversation_id = ? AND external_id = ANY (?)""";
    private static final String OWN =
            "SELECT id, external_id, turn_number, created_at FROM messages WHERE conversation_id = ? AND id = ANY (?)";
    private static final String TAKEN =
            "SELECT turn_number FROM messages WHERE conversation_id = ? AND turn_number = ANY (?)";
    private static final String INSERT =
            """
            INSERT INTO messages (conversation_id, turn_number, id, role, author, content, content_blocks, metadata,
                                  external_id, created_at, search)
            SELECT ?, turn, id, role, author, content, blocks::jsonb, metadata::jsonb, external_id, created_at::timestamptz,
                   vector::tsvector
              FROM unnest(?::int[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                   AS message (turn, id, role, author, content, blocks, metadata, external_id, created_at, vector)""";
    private static final String ADVANCE =
            """
            UPDATE conversations SET next_turn = ?, message_count = message_count + ?,
                                     updated_at = greatest(updated_at, clock_timestamp())
             WHERE id = ?""";

    private final EntityManager entityManager;
    private final String tenant;
    private final UUID conversationId;
    private final SearchVectors vectors;

    BulkAppend(EntityManager entityManager, String tenant, UUID conversationId, SearchVectors vectors) {
        this.entityManager = entityManager;
        this.tenant = tenant;
        this.conversationId = conversationId;
        this.vectors = vectors;
    }

    /** Where each message is stored, in the order given. */
    List<Appended> store(List<NewMessage> messages) {
        return Jdbc.run(entityManager, connection -> store(connection, messages));
    }

    private List<Appended> store(Connection connection, List<NewMessage> messages) throws SQLException {
        Placement placement = lock(connection, messages);
        know(connection, placement);
        List<Appended> places = placement.place();
        List<Placement.Row> rows = placement.rows();
        for (int from = 0; from < rows.size(); ) {
            int to = endOfChunk(rows, from);
            insert(connection, rows.subList(from, to));
            from = to;
        }
        if (!rows.isEmpty()) {
            advance(connection, placement.nextTurn(), rows.size());
        }
        return places;
    }

    private Placement lock(Connection connection, List<NewMessage> messages) throws SQLException {
        try (PreparedStatement lock = Jdbc.prepare(connection, LOCK)) {
            lock.setObject(1, conversationId);
            lock.setString(2, tenant);
            try (ResultSet row = lock.executeQuery()) {
                if (!row.next()) {
                    throw Conversations.notFound();
                }
                return new Placement(messages, row.getInt(1), Append.instant(row, 2));
            }
        }
    }

    /** Asks only what these messages make worth asking; most bulks have neither external ids nor turns of their own. */
    private void know(Connection connection, Placement placement) throws SQLException {
        List<String> externalIds = placement.externalIds();
        if (!externalIds.isEmpty()) {
            know(
                    connection,
                    KNOWN,
                    SqlArray.ofTexts(connection, externalIds.stream().map(StorableText::encode)),
                    placement);
        }
        List<UUID> ids = placement.plainIds();
        // all or nothing: when the first is not stored, no attempt before this one was committed
        if (!ids.isEmpty() && know(connection, OWN, SqlArray.ofUuids(connection, Stream.of(ids.get(0))), placement)) {
            know(connection, OWN, SqlArray.ofUuids(connection, ids.stream()), placement);
        }
        List<Integer> turns = placement.turnsAskedFor();
        if (!turns.isEmpty()) {
            try (PreparedStatement query = Jdbc.prepare(connection, TAKEN)) {
                query.setObject(1, conversationId);
                query.setArray(2, SqlArray.ofIntegers(connection, turns.stream()));
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        placement.take(row.getInt(1));
                    }
                }
            }
        }
    }

    private boolean know(Connection connection, String sql, Array keys, Placement placement) throws SQLException {
        try (PreparedStatement query = Jdbc.prepare(connection, sql)) {
            query.setObject(1, conversationId);
            query.setArray(2, keys);
            boolean found = false;
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    placement.know(
                            StorableText.decode(row.getString(2)),
                            new Appended(row.getObject(1, UUID.class), row.getInt(3), Append.instant(row, 4), false));
                    found = true;
                }
            }
            return found;
        }
    }

    private static int endOfChunk(List<Placement.Row> rows, int from) {
        long characters = 0;
        int to = from;
        while (to < rows.size() && to - from < CHUNK_ROWS && characters < CHUNK_CHARACTERS) {
            characters += rows.get(to++).message().content().length();
        }
        return to;
    }

    private void insert(Connection connection, List<Placement.Row> rows) throws SQLException {
        try (PreparedStatement insert = Jdbc.prepare(connection, INSERT)) {
            insert.setObject(1, conversationId);
            List<Appended> places = rows.stream().map(Placement.Row::place).toList();
            List<NewMessage> messages =
                    rows.stream().map(Placement.Row::message).toList();
            List<Said> said = messages.stream().map(NewMessage::said).toList();
            insert.setArray(2, SqlArray.ofIntegers(connection, places.stream().map(Appended::turnNumber)));
            insert.setArray(3, SqlArray.ofUuids(connection, messages.stream().map(NewMessage::id)));
            int parameter = TextColumns.set(connection, insert, 4, messages);
            insert.setArray(
                    parameter++, SqlArray.ofTexts(connection, places.stream().map(place -> place.createdAt()
                            .toString())));
            insert.setArray(parameter, SqlArray.ofTexts(connection, vectors.of(connection, said).stream()));
            insert.executeUpdate();
        }
    }

    private void advance(Connection connection, int nextTurn, int stored) throws SQLException {
        try (PreparedStatement advance = Jdbc.prepare(connection, ADVANCE)) {
            advance.setInt(1, nextTurn);
            advance.setInt(2, stored);
            advance.setObject(3, conversationId);
            advance.executeUpdate();
        }
    }
}
