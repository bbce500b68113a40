package dewey.conversations;

import dewey.database.StorableText;
import dewey.database.StoredJson;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds one page of a tenant's conversations, and how many there are. */
final class Listing {
    private final EntityManager entityManager;
    private final ListQuery query;
    private final StringBuilder matches = new StringBuilder(" FROM tenant_conversations WHERE tenant = :tenant");
    private final Map<String, Object> values = new LinkedHashMap<>();

    Listing(EntityManager entityManager, String tenant, ListQuery query) {
        this.entityManager = entityManager;
        this.query = query;
        values.put("tenant", tenant);
        if (query.sessionId() != null) {
            matches.append(" AND session_id = :session_id");
            values.put("session_id", StorableText.encode(query.sessionId()));
        }
        if (query.metadataFilter() != null && !query.metadataFilter().isEmpty()) {
            matches.append(" AND metadata @> cast(:metadata AS jsonb)");
            values.put("metadata", StoredJson.text(query.metadataFilter()));
        }
    }

    Page<Conversation> page() {
        long total = ((Number) bound(entityManager.createNativeQuery("SELECT count(*)" + matches))
                        .getSingleResult())
                .longValue();
        if (total == 0) {
            return new Page<>(List.of(), 0, Optional.empty());
        }
        List<Conversation> found = found();
        boolean last = found.size() <= query.limit();
        List<Conversation> shown = last ? found : found.subList(0, query.limit());
        return new Page<>(shown, total, last ? Optional.empty() : Optional.of(cursorAfter(shown)));
    }

    /** One more than asked for, which tells whether there is a next page. */
    private List<Conversation> found() {
        String key = query.sortKey().wireName();
        String from = "";
        if (query.after() != null) {
            ListQuery.Place place = ListQuery.Place.read(query.after(), query.sortKey());
            from = " AND (" + key + ", id) < (:time, :id)";
            values.put("time", place.time());
            values.put("id", place.id());
        }
        String sql = "SELECT *" + matches + from + " ORDER BY " + key + " DESC, id DESC LIMIT :count OFFSET :offset";
        values.put("count", query.limit() + 1);
        values.put("offset", query.offset());
        @SuppressWarnings("unchecked") // the query names its result class
        List<Conversation> found =
                bound(entityManager.createNativeQuery(sql, Conversation.class)).getResultList();
        return found;
    }

    private String cursorAfter(List<Conversation> shown) {
        return ListQuery.Place.after(shown.get(shown.size() - 1), query.sortKey())
                .text();
    }

    private Query bound(Query statement) {
        values.forEach(statement::setParameter);
        return statement;
    }
}
