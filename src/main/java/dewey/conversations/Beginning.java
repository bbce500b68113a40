package dewey.conversations;

import dewey.database.Jdbc;
import dewey.database.StorableText;
import dewey.database.StoredJson;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Stores a new conversation, unless it is stored already. */
final class Beginning {
    // DO NOTHING, whichever key is taken: the id by a first attempt whose answer was lost, or the external id by
    // another writer
    private static final String INSERT =
            """
            INSERT INTO conversations (id, tenant, session_id, title, metadata, external_id, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?::jsonb, ?, now(), now())
            ON CONFLICT DO NOTHING
            RETURNING created_at""";

    private Beginning() {}

    static Conversation begin(EntityManager entityManager, String tenant, NewConversation conversation) {
        Optional<Instant> begun = Jdbc.run(entityManager, connection -> insert(connection, tenant, conversation));
        return begun.map(at -> new Conversation(tenant, conversation, at))
                .orElseGet(() -> stored(entityManager, tenant, conversation));
    }

    private static Optional<Instant> insert(Connection connection, String tenant, NewConversation conversation)
            throws SQLException {
        try (PreparedStatement insert = Jdbc.prepare(connection, INSERT)) {
            insert.setObject(1, conversation.id());
            insert.setString(2, tenant);
            insert.setString(3, StorableText.encode(conversation.sessionId()));
            insert.setString(4, StorableText.encode(conversation.title()));
            insert.setString(5, StoredJson.text(conversation.metadata().value()));
            insert.setString(6, StorableText.encode(conversation.externalId()));
            try (ResultSet begun = insert.executeQuery()) {
                return begun.next()
                        ? Optional.of(begun.getObject(1, OffsetDateTime.class).toInstant())
                        : Optional.empty();
            }
        }
    }

    private static Conversation stored(EntityManager entityManager, String tenant, NewConversation conversation) {
        return entityManager
                .createQuery(
                        "select c from Conversation c where c.tenant = :tenant and (c.id = :id or c.externalId = :externalId)",
                        Conversation.class)
                .setParameter("tenant", tenant)
                .setParameter("id", conversation.id())
                .setParameter("externalId", conversation.externalId())
                .getSingleResult();
    }
}
