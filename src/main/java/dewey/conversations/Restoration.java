package dewey.conversations;

import dewey.database.Jdbc;
import dewey.database.Transactions;
import dewey.database.UniqueViolation;
import dewey.lexemes.SearchVectors;
import dewey.refusals.Reason;
import dewey.refusals.Refused;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Puts exported messages back into a conversation.
 *
 * <p>What is there under its id is left as it is. A turn that another message has, or an id that is in use in another conversation,
 * is given up: the message then goes to the end, under an id of its own and an external id that recognises it the next time.
 */
final class Restoration {
    private static final String KNOWN =
            """
            SELECT m.id, m.turn_number, m.created_at
              FROM messages m JOIN conversations c ON c.id = m.conversation_id
             WHERE c.id = ? AND c.tenant = ? AND m.id = ANY (?)""";

    private final Transactions transactions;
    private final String tenant;
    private final UUID conversationId;
    private final SearchVectors vectors;

    Restoration(Transactions transactions, String tenant, UUID conversationId, SearchVectors vectors) {
        this.transactions = transactions;
        this.tenant = tenant;
        this.conversationId = conversationId;
        this.vectors = vectors;
    }

    List<Appended> restore(List<NewMessage> messages) {
        try {
            return restore(messages, message -> message);
        } catch (UniqueViolation e) {
            return restore(messages, message -> message.elsewhere().atTurn(null));
        } catch (Refused e) {
            if (e.reason() != Reason.CONFLICT) {
                throw e;
            }
            return restoreAtTheEnd(messages);
        }
    }

    private List<Appended> restoreAtTheEnd(List<NewMessage> messages) {
        try {
            return restore(messages, message -> message.atTurn(null));
        } catch (UniqueViolation e) {
            return restore(messages, message -> message.elsewhere().atTurn(null));
        }
    }

    private List<Appended> restore(List<NewMessage> messages, UnaryOperator<NewMessage> change) {
        return transactions.write(tenant, entityManager -> {
            Map<UUID, Appended> known = Jdbc.run(entityManager, connection -> known(connection, messages));
            List<NewMessage> fresh = messages.stream()
                    .filter(message -> !known.containsKey(message.id()))
                    .map(change)
                    .toList();
            Iterator<Appended> stored = fresh.isEmpty()
                    ? List.<Appended>of().iterator()
                    : new BulkAppend(entityManager, tenant, conversationId, vectors)
                            .store(fresh)
                            .iterator();
            List<Appended> places = new ArrayList<>(messages.size());
            for (NewMessage message : messages) {
                Appended there = known.get(message.id());
                places.add(there == null ? stored.next() : there);
            }
            return places;
        });
    }

    private Map<UUID, Appended> known(Connection connection, List<NewMessage> messages) throws SQLException {
        try (PreparedStatement query = Jdbc.prepare(connection, KNOWN)) {
            query.setObject(1, conversationId);
            query.setString(2, tenant);
            query.setArray(
                    3,
                    connection.createArrayOf(
                            "uuid", messages.stream().map(NewMessage::id).toArray()));
            Map<UUID, Appended> known = new HashMap<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    UUID id = row.getObject(1, UUID.class);
                    known.put(id, new Appended(id, row.getInt(2), Append.instant(row, 3), true));
                }
            }
            return known;
        }
    }
}
