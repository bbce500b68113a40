package dewey.conversations;

import dewey.database.Jdbc;
import dewey.database.StorableText;
import dewey.database.StoredJson;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Stores a new conversation, unless it is stored already. */
final class Beginning {
    // DO NOTHING, whichever key is taken: the id by a first attempt whose answer was lost, or the external id by
    // another writer
    private static final String INSERT =
            """
            INSERT INTO conversations (id, tenant, session_id, title, metadata, external_id, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?::jsonb, ?, coalesce(?::timestamptz, now()), now())
            ON CONFLICT DO NOTHING
            RETURNING created_at""";

    private Beginning() {}

    static Conversation begin(EntityManager entityManager, String tenant, NewConversation conversation) {
        return beginOrFind(entityManager, tenant, conversation)
                // its id is in use, and not by this tenant: only who brings ids along (an import) meets this
                .or(() -> beginOrFind(entityManager, tenant, conversation.elsewhere()))
                .orElseThrow(() -> new IllegalStateException("a conversation can neither begin nor be found"));
    }

    private static Optional<Conversation> beginOrFind(
            EntityManager entityManager, String tenant, NewConversation conversation) {
        Optional<Instant> begun = Jdbc.run(entityManager, connection -> insert(connection, tenant, conversation));
        return begun.map(at -> new Conversation(tenant, conversation, at))
                .or(() -> stored(entityManager, tenant, conversation));
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
            insert.setObject(
                    7,
                    conversation.createdAt() == null
                            ? null
                            : conversation.createdAt().atOffset(ZoneOffset.UTC),
                    Types.TIMESTAMP_WITH_TIMEZONE);
            try (ResultSet begun = insert.executeQuery()) {
                return begun.next()
                        ? Optional.of(begun.getObject(1, OffsetDateTime.class).toInstant())
                        : Optional.empty();
            }
        }
    }

    /** The one of this id, or else of this external id. */
    private static Optional<Conversation> stored(
            EntityManager entityManager, String tenant, NewConversation conversation) {
        return entityManager
                .createQuery(
                        "select c from Conversation c where c.tenant = :tenant and (c.id = :id or c.externalId = :externalId)"
                                + " order by case when c.id = :id then 0 else 1 end",
                        Conversation.class)
                .setParameter("tenant", tenant)
                .setParameter("id", conversation.id())
                .setParameter("externalId", conversation.externalId())
                .getResultStream()
                .findFirst();
    }
}
