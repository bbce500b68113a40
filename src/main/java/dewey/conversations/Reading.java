package dewey.conversations;

import dewey.database.StorableText;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.jpa.HibernateHints;

/** Reads one conversation, a page at a time. */
final class Reading {
    /** Rows that the driver holds at once: with the standard limits at most some 20 MiB. */
    static final int FETCH_SIZE = 16;

    private Reading() {}

    static Conversation conversation(EntityManager entityManager, String tenant, UUID id) {
        return entityManager
                .createQuery("select c from Conversation c where c.id = :id and c.tenant = :tenant", Conversation.class)
                .setParameter("id", id)
                .setParameter("tenant", tenant)
                .getResultStream()
                .findFirst()
                .orElseThrow(Conversations::notFound);
    }

    static Map<UUID, Instant> lastChanges(EntityManager entityManager, String tenant, Collection<UUID> ids) {
        return entityManager
                .createQuery(
                        "select c.id, c.updatedAt from Conversation c where c.tenant = :tenant and c.id in :ids",
                        Object[].class)
                .setParameter("tenant", tenant)
                .setParameter("ids", ids)
                .getResultStream()
                .collect(Collectors.toMap(row -> (UUID) row[0], row -> (Instant) row[1]));
    }

    static ConversationPage page(
            EntityManager entityManager, String tenant, UUID id, int fromTurn, int limit, long maxBytes) {
        Conversation conversation = conversation(entityManager, tenant, id);
        try (Stream<Message> stored = stored(
                entityManager,
                "select m from Message m where m.conversationId = :id and m.turnNumber >= :from order by m.turnNumber",
                id,
                fromTurn,
                limit)) {
            return stretch(conversation, stored.iterator(), limit, maxBytes);
        }
    }

    /** So many of the messages as fit, at least one, and where the next page begins. */
    static ConversationPage stretch(Conversation conversation, Iterator<Message> stored, int limit, long maxBytes) {
        Stretch stretch = new Stretch(limit, maxBytes);
        Optional<Message> next = stretch.take(stored);
        OptionalInt nextTurn = next.isPresent() ? OptionalInt.of(next.get().turnNumber()) : OptionalInt.empty();
        return new ConversationPage(conversation, stretch.messages, nextTurn);
    }

    /** The last ones that fit, in their order. */
    static ConversationPage lastPage(EntityManager entityManager, String tenant, UUID id, int limit, long maxBytes) {
        Conversation conversation = conversation(entityManager, tenant, id);
        Stretch stretch = new Stretch(limit, maxBytes);
        try (Stream<Message> stored = stored(
                entityManager,
                "select m from Message m where m.conversationId = :id and m.turnNumber <= :from"
                        + " order by m.turnNumber desc",
                id,
                Integer.MAX_VALUE,
                limit)) {
            stretch.take(stored.iterator());
        }
        Collections.reverse(stretch.messages);
        return new ConversationPage(conversation, stretch.messages, OptionalInt.empty());
    }

    /** So many messages, one after the other, as fit; at least one. */
    private record Stretch(int limit, long maxBytes, List<Message> messages) {
        Stretch(int limit, long maxBytes) {
            this(limit, maxBytes, new ArrayList<>());
        }

        /** The first that does not fit. */
        Optional<Message> take(Iterator<Message> stored) {
            long bytes = 0;
            while (stored.hasNext()) {
                Message message = stored.next();
                bytes += size(message);
                if (messages.size() == limit || bytes > maxBytes && !messages.isEmpty()) {
                    return Optional.of(message);
                }
                messages.add(message);
            }
            return Optional.empty();
        }
    }

    private static Stream<Message> stored(EntityManager entityManager, String query, UUID id, int from, int limit) {
        return entityManager
                .createQuery(query, Message.class)
                .setParameter("id", id)
                .setParameter("from", from)
                // one more than asked for: its turn is where the next page begins
                .setMaxResults(limit == Integer.MAX_VALUE ? limit : limit + 1)
                .setHint(HibernateHints.HINT_FETCH_SIZE, FETCH_SIZE)
                .getResultStream();
    }

    private static long size(Message message) {
        return StorableText.utf8Length(message.content())
                + message.blocks().map(JsonSize::stored).orElse(0L)
                + JsonSize.stored(message.metadata().value());
    }
}
