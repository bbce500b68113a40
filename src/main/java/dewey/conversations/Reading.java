package dewey.conversations;

import dewey.database.StorableText;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.jpa.HibernateHints;

/** Reads one conversation, a page at a time. */
final class Reading {
    /** Rows that the driver holds at once: with the standard limits at most some 20 MiB. */
    private static final int FETCH_SIZE = 16;

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

    static ConversationPage page(
            EntityManager entityManager, String tenant, UUID id, int fromTurn, int limit, long maxBytes) {
        Conversation conversation = conversation(entityManager, tenant, id);
        List<Message> messages = new ArrayList<>();
        try (Stream<Message> stored = entityManager
                .createQuery(
                        "select m from Message m where m.conversationId = :id and m.turnNumber >= :from order by m.turnNumber",
                        Message.class)
                .setParameter("id", id)
                .setParameter("from", fromTurn)
                // one more than asked for: its turn is where the next page begins
                .setMaxResults(limit == Integer.MAX_VALUE ? limit : limit + 1)
                .setHint(HibernateHints.HINT_FETCH_SIZE, FETCH_SIZE)
                .getResultStream()) {
            long bytes = 0;
            for (Iterator<Message> next = stored.iterator(); next.hasNext(); ) {
                Message message = next.next();
                bytes += size(message);
                if (messages.size() == limit || bytes > maxBytes && !messages.isEmpty()) {
                    return new ConversationPage(conversation, messages, OptionalInt.of(message.turnNumber()));
                }
                messages.add(message);
            }
        }
        return new ConversationPage(conversation, messages, OptionalInt.empty());
    }

    private static long size(Message message) {
        return StorableText.utf8Length(message.content())
                + message.blocks().map(JsonSize::stored).orElse(0L)
                + JsonSize.stored(message.metadata().value());
    }
}
