package dewey.conversations;

import dewey.database.Jdbc;
import dewey.database.StorableText;
import dewey.database.StoredJson;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.sql.PreparedStatement;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Replaces what messages say by fuller versions, while the conversation is locked, so that two who complete one do not lose any. */
final class Completion {
    private static final String UPDATE =
            """
            UPDATE messages SET content = ?, content_blocks = ?::jsonb, metadata = ?::jsonb
             WHERE conversation_id = ? AND turn_number = ?""";

    private final EntityManager entityManager;
    private final String tenant;
    private final UUID conversationId;
    private final Limits limits;

    Completion(EntityManager entityManager, String tenant, UUID conversationId, Limits limits) {
        this.entityManager = entityManager;
        this.tenant = tenant;
        this.conversationId = conversationId;
        this.limits = limits;
    }

    int complete(Collection<String> externalIds, Function<Message, Optional<NewMessage>> fuller) {
        Conversation conversation =
                entityManager.find(Conversation.class, conversationId, LockModeType.PESSIMISTIC_WRITE);
        if (conversation == null || !conversation.tenant().equals(tenant)) {
            throw Conversations.notFound();
        }
        List<Message> messages = entityManager
                .createQuery(
                        "select m from Message m where m.conversationId = :id and m.externalId in :externalIds",
                        Message.class)
                .setParameter("id", conversationId)
                .setParameter("externalIds", externalIds)
                .getResultList();
        int completed = 0;
        for (Message message : messages) {
            Optional<NewMessage> full = fuller.apply(message);
            if (full.isPresent()) {
                limits.check(full.get());
                update(message, full.get());
                completed++;
            }
        }
        return completed;
    }

    private void update(Message message, NewMessage full) {
        Jdbc.run(entityManager, connection -> {
            try (PreparedStatement update = Jdbc.prepare(connection, UPDATE)) {
                update.setString(1, StorableText.encode(full.content()));
                update.setString(2, full.blocks() == null ? null : StoredJson.text(full.blocks()));
                update.setString(3, StoredJson.text(full.metadata().value()));
                update.setObject(4, conversationId);
                update.setInt(5, message.turnNumber());
                return update.executeUpdate();
            }
        });
    }
}
