package dewey.conversations;

import dewey.database.StorableText;
import dewey.database.StoredJson;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Which conversations to walk through, in the order in which they began: a walk that nothing that happens meanwhile makes meet one twice
 * or leave one out.
 *
 * @param ids only these; null: all
 * @param sessionId only those of this session; null: all
 * @param metadataFilter only those whose metadata contains this object; null: all
 */
public record Succession(Set<UUID> ids, String sessionId, JsonObject metadataFilter) {
    public static final Succession ALL = new Succession(null, null, null);

    public Succession {
        ids = ids == null ? null : Set.copyOf(ids);
        if (metadataFilter != null) {
            Metadata.checkFilter(metadataFilter);
        }
    }

    public static Succession of(Set<UUID> ids) {
        return new Succession(ids, null, null);
    }

    /** The next ones behind a place. By conversations_by_created. */
    List<Conversation> after(EntityManager entityManager, String tenant, Instant createdAt, UUID id, int limit) {
        if (ids != null && ids.isEmpty()) {
            return List.of();
        }
        String sql =
                "SELECT * FROM tenant_conversations WHERE tenant = :tenant AND (created_at, id) > (:created_at, :id)"
                        + (ids == null ? "" : " AND id IN (:ids)")
                        + (sessionId == null ? "" : " AND session_id = :session_id")
                        + (metadataFilter == null ? "" : " AND metadata @> cast(:metadata AS jsonb)")
                        + " ORDER BY created_at, id LIMIT :limit";
        Query query = entityManager
                .createNativeQuery(sql, Conversation.class)
                .setParameter("tenant", tenant)
                .setParameter("created_at", createdAt)
                .setParameter("id", id)
                .setParameter("limit", limit);
        if (ids != null) {
            query.setParameter("ids", ids);
        }
        if (sessionId != null) {
            query.setParameter("session_id", StorableText.encode(sessionId));
        }
        if (metadataFilter != null) {
            query.setParameter("metadata", StoredJson.text(metadataFilter));
        }
        @SuppressWarnings("unchecked") // the query names its result class
        List<Conversation> found = query.getResultList();
        return found;
    }
}
