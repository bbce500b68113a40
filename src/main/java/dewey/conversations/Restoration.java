package dewey.conversations;

import dewey.database.Jdbc;
import dewey.database.SqlArray;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Puts exported messages back into a conversation.
 *
 * <p>What is there under its id is left as it is. When other messages have some of the turns, all that are new go to the end. An id that
 * is in use in another conversation is given up: the message gets one of its own, and an external id that recognises it the next time.
 */
final class Restoration {
    private static final String KNOWN =
            "SELECT id, conversation_id, turn_number, created_at FROM messages WHERE tenant = ? AND id = ANY (?)";

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
            // another import of the same was faster: what it has stored is known now
        } catch (Refused e) {
            if (e.reason() != Reason.CONFLICT) {
                throw e;
            }
        }
        return restore(messages, message -> message.atTurn(null));
    }

    private List<Appended> restore(List<NewMessage> messages, UnaryOperator<NewMessage> change) {
        return transactions.write(tenant, entityManager -> {
            Known known = Jdbc.run(entityManager, connection -> known(connection, messages));
            Map<UUID, NewMessage> fresh = new LinkedHashMap<>();
            for (NewMessage message : messages) {
                if (!known.here.containsKey(message.id())) {
                    NewMessage own = known.elsewhere.contains(message.id()) ? message.elsewhere() : message;
                    fresh.putIfAbsent(message.id(), change.apply(own));
                }
            }
            List<Appended> stored = fresh.isEmpty()
                    ? List.of()
                    : new BulkAppend(entityManager, tenant, conversationId, vectors).store(List.copyOf(fresh.values()));
            return places(messages, known.here, List.copyOf(fresh.keySet()), stored);
        });
    }

    /** Where each message is; one that is given again is a duplicate of the first. */
    private static List<Appended> places(
            List<NewMessage> messages, Map<UUID, Appended> known, List<UUID> fresh, List<Appended> stored) {
        Map<UUID, Appended> byId = new HashMap<>(known);
        for (int i = 0; i < fresh.size(); i++) {
            byId.put(fresh.get(i), stored.get(i));
        }
        List<Appended> places = new ArrayList<>(messages.size());
        for (NewMessage message : messages) {
            Appended place = byId.get(message.id());
            places.add(place);
            byId.put(message.id(), place.again());
        }
        return places;
    }

    /** Which ids are in use: in this conversation, where, and in others of the tenant. */
    private record Known(Map<UUID, Appended> here, Set<UUID> elsewhere) {}

    private Known known(Connection connection, List<NewMessage> messages) throws SQLException {
        try (PreparedStatement query = Jdbc.prepare(connection, KNOWN)) {
            query.setString(1, tenant);
            query.setArray(2, SqlArray.ofUuids(connection, messages.stream().map(NewMessage::id)));
            Known known = new Known(new HashMap<>(), new HashSet<>());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    UUID id = row.getObject(1, UUID.class);
                    if (row.getObject(2, UUID.class).equals(conversationId)) {
                        known.here.put(id, new Appended(id, row.getInt(3), Append.instant(row, 4), true));
                    } else {
                        known.elsewhere.add(id);
                    }
                }
            }
            return known;
        }
    }
}
