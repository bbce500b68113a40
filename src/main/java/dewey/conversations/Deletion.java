package dewey.conversations;

import jakarta.persistence.EntityManager;
import java.util.UUID;

/** Deletes a conversation with its messages. */
final class Deletion {
    private Deletion() {}

    /** @return how many messages they were */
    static int delete(EntityManager entityManager, String tenant, UUID id) {
        // the row first: an append that is under way finishes before the messages are deleted, one that comes later
        // finds nothing
        if (entityManager
                .createNativeQuery("SELECT 1 FROM conversations WHERE id = ?1 AND tenant = ?2 FOR UPDATE")
                .setParameter(1, id)
                .setParameter(2, tenant)
                .getResultList()
                .isEmpty()) {
            throw Conversations.notFound();
        }
        int messages = entityManager
                .createNativeQuery("DELETE FROM messages WHERE conversation_id = ?1")
                .setParameter(1, id)
                .executeUpdate();
        entityManager
                .createNativeQuery("DELETE FROM conversations WHERE id = ?1")
                .setParameter(1, id)
                .executeUpdate();
        return messages;
    }
}
