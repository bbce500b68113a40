package dewey.sessions;

import dewey.conversations.Conversation;
import dewey.conversations.Page;
import dewey.database.StorableText;
import dewey.database.StoredJson;
import dewey.json.JsonText;
import dewey.json.Timestamp;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Finds one page of a tenant's sessions, and how many there are. */
final class SessionList {
    /** An id is made a moment before its session begins, by a clock that may have been set in between. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    private static final long LAST_MILLISECOND = (1L << 48) - 1;

    private final EntityManager entityManager;
    private final SessionQuery query;
    private final StringBuilder matches =
            new StringBuilder(" FROM tenant_conversations WHERE tenant = :tenant AND metadata ->> 'source' = 'proxy'");
    private final Map<String, Object> values = new LinkedHashMap<>();

    SessionList(EntityManager entityManager, String tenant, SessionQuery query) {
        this.entityManager = entityManager;
        this.query = query;
        values.put("tenant", tenant);
        if (query.upstream() != null) {
            and("left(metadata ->> 'upstream', 100) = :upstream", "upstream", StorableText.encode(query.upstream()));
        }
        if (query.state() == SessionQuery.State.OPEN) {
            matches.append(" AND metadata ->> 'cause' IS NULL");
        } else if (query.state() == SessionQuery.State.ENDED) {
            matches.append(" AND metadata ->> 'cause' IS NOT NULL");
        }
        if (query.cause() != null) {
            // in this form the index of metadata helps where the cause is rare
            String cause = StoredJson.text(
                    JsonText.object().add("cause", query.cause()).build());
            and("metadata @> cast(:cause AS jsonb)", "cause", cause);
        }
        if (query.from() != null) {
            and("metadata ->> 'started_at' >= :from_time", "from_time", Timestamp.text(query.from()));
            and("id >= :from_id", "from_id", firstIdOf(query.from().minus(SLACK)));
        }
        if (query.to() != null) {
            and("metadata ->> 'started_at' <= :to_time", "to_time", Timestamp.text(query.to()));
            and("id < :to_id", "to_id", firstIdOf(query.to().plus(SLACK)));
        }
    }

    private void and(String condition, String name, Object value) {
        matches.append(" AND ").append(condition);
        values.put(name, value);
    }

    /** The smallest UUID of version 7 that could be made then (RFC 9562 §5.7). */
    private static UUID firstIdOf(Instant moment) {
        long milliseconds = Math.max(0, Math.min(LAST_MILLISECOND, moment.toEpochMilli()));
        return new UUID(milliseconds << 16, 0);
    }

    Page<Session> page() {
        long total = ((Number) bound(entityManager.createNativeQuery("SELECT count(*)" + matches))
                        .getSingleResult())
                .longValue();
        if (total == 0) {
            return new Page<>(List.of(), 0, Optional.empty());
        }
        List<Session> found = found();
        boolean last = found.size() <= query.limit();
        List<Session> shown = Counting.of(entityManager, last ? found : found.subList(0, query.limit()));
        return new Page<>(
                shown,
                total,
                last ? Optional.empty() : Optional.of(SessionQuery.cursorAfter(shown.get(shown.size() - 1))));
    }

    /** One more than asked for, which tells whether there is a next page. */
    private List<Session> found() {
        String from = "";
        if (query.after() != null) {
            from = " AND id < :last_seen";
            values.put("last_seen", query.lastSeen());
        }
        values.put("count", query.limit() + 1);
        String sql = "SELECT *" + matches + from + " ORDER BY id DESC LIMIT :count";
        @SuppressWarnings("unchecked") // the query names its result class
        List<Conversation> found =
                bound(entityManager.createNativeQuery(sql, Conversation.class)).getResultList();
        return found.stream().map(Session::of).toList();
    }

    private Query bound(Query statement) {
        values.forEach(statement::setParameter);
        return statement;
    }
}
