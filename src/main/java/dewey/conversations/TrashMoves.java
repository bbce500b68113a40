package dewey.conversations;

import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The statements that move a conversation to the trash, back, or away for good. */
final class TrashMoves {
    private static final String FACTS =
            "id, session_id, title, metadata, external_id, message_count, next_turn, created_at, updated_at";
    private static final String MESSAGE =
            "conversation_id, turn_number, id, role, author, content, content_blocks, metadata, external_id, created_at";

    private final EntityManager entityManager;
    private final String tenant;

    TrashMoves(EntityManager entityManager, String tenant) {
        this.entityManager = entityManager;
        this.tenant = tenant;
    }

    record Moved(int messages) {}

    record Restored(UUID trashId, int messages) {}

    /** @param messages how many it had before any was erased */
    record Expired(UUID trashId, int messages) {}

    record Entry(UUID trashId, String tenant) {}

    /** Empty when there is no such conversation, or when an attempt before this one has moved it already. */
    Optional<Moved> away(UUID id, UUID trashId, Duration keep) {
        // the row first: an append that is under way finishes before the messages are moved, one that comes later finds
        // nothing
        int conversations = query(
                        "INSERT INTO trashed_conversations (trash_id, tenant, trashed_at, erase_after, " + FACTS + ")"
                                + " SELECT :trash_id, tenant, now(), now() + make_interval(secs => :keep), " + FACTS
                                + " FROM (SELECT * FROM conversations WHERE id = :id AND tenant = :tenant FOR UPDATE) c")
                .setParameter("trash_id", trashId)
                .setParameter("keep", (double) keep.toSeconds())
                .setParameter("id", id)
                .setParameter("tenant", tenant)
                .executeUpdate();
        if (conversations == 0) {
            return already(trashId);
        }
        int messages = query("WITH gone AS (DELETE FROM messages WHERE conversation_id = :id RETURNING " + MESSAGE + ")"
                        + " INSERT INTO trashed_messages (trash_id, tenant, " + MESSAGE + ")"
                        + " SELECT :trash_id, :tenant, " + MESSAGE + " FROM gone")
                .setParameter("trash_id", trashId)
                .setParameter("id", id)
                .setParameter("tenant", tenant)
                .executeUpdate();
        query("DELETE FROM conversations WHERE id = :id").setParameter("id", id).executeUpdate();
        return Optional.of(new Moved(messages));
    }

    private Optional<Moved> already(UUID trashId) {
        List<?> found = query("SELECT message_count FROM trashed_conversations WHERE trash_id = :trash_id")
                .setParameter("trash_id", trashId)
                .getResultList();
        return found.stream().findFirst().map(count -> new Moved(((Number) count).intValue()));
    }

    /**
     * The conversation that was trashed last under this id is put back, unless its time is over.
     *
     * @param before what an attempt before this one put back, if it was committed; null: there was none
     */
    Restored back(UUID id, Restored before) {
        Optional<UUID> found = restorable(id, before);
        if (found.isEmpty() && before != null && isLive(id)) {
            return before;
        }
        UUID trashId = found.orElseThrow(Conversations::notFound);
        query("INSERT INTO conversations (tenant, " + FACTS + ") SELECT tenant, " + FACTS
                        + " FROM trashed_conversations WHERE trash_id = :trash_id")
                .setParameter("trash_id", trashId)
                .executeUpdate();
        int messages = query("WITH back AS (DELETE FROM trashed_messages WHERE trash_id = :trash_id RETURNING "
                        + MESSAGE + ") INSERT INTO messages (tenant, " + MESSAGE + ") SELECT :tenant, " + MESSAGE
                        + " FROM back")
                .setParameter("trash_id", trashId)
                .setParameter("tenant", tenant)
                .executeUpdate();
        query("DELETE FROM trashed_conversations WHERE trash_id = :trash_id")
                .setParameter("trash_id", trashId)
                .executeUpdate();
        return new Restored(trashId, messages);
    }

    /** The one that an attempt before found, and no other, or else the latest. */
    private Optional<UUID> restorable(UUID id, Restored before) {
        // not now(), which is when the transaction began: it may have waited for who says that the time is over
        Query entry = query("SELECT trash_id FROM trashed_conversations WHERE tenant = :tenant AND id = :id"
                        + (before == null ? "" : " AND trash_id = :trash_id") + " AND erase_after > clock_timestamp()"
                        + " ORDER BY trashed_at DESC, trash_id DESC LIMIT 1 FOR UPDATE")
                .setParameter("tenant", tenant)
                .setParameter("id", id);
        if (before != null) {
            entry.setParameter("trash_id", before.trashId());
        }
        List<?> found = entry.getResultList();
        return found.stream().findFirst().map(UUID.class::cast);
    }

    private boolean isLive(UUID id) {
        return !query("SELECT 1 FROM conversations WHERE tenant = :tenant AND id = :id")
                .setParameter("tenant", tenant)
                .setParameter("id", id)
                .getResultList()
                .isEmpty();
    }

    /** The time of all that is here under this id is over: from the commit on it can only be erased. */
    List<Expired> expire(UUID id) {
        List<?> found = query("UPDATE trashed_conversations SET erase_after = least(erase_after, now())"
                        + " WHERE tenant = :tenant AND id = :id RETURNING trash_id, message_count")
                .setParameter("tenant", tenant)
                .setParameter("id", id)
                .getResultList();
        return found.stream()
                .map(Object[].class::cast)
                .map(row -> new Expired((UUID) row[0], ((Number) row[1]).intValue()))
                .toList();
    }

    /** Erases at most so many messages, and the conversation with its last ones; answers how many messages. */
    int erase(UUID trashId, int most) {
        // the row first: whoever is about to put it back gets all of it or nothing
        query("SELECT 1 FROM trashed_conversations WHERE trash_id = :trash_id FOR UPDATE")
                .setParameter("trash_id", trashId)
                .getResultList();
        int messages = query(
                        "DELETE FROM trashed_messages WHERE trash_id = :trash_id AND turn_number <= coalesce((SELECT"
                                + " max(turn_number) FROM (SELECT turn_number FROM trashed_messages WHERE trash_id = :trash_id"
                                + " ORDER BY turn_number LIMIT :most) first), 0)")
                .setParameter("trash_id", trashId)
                .setParameter("most", most)
                .executeUpdate();
        if (messages < most) {
            query("DELETE FROM trashed_conversations WHERE trash_id = :trash_id")
                    .setParameter("trash_id", trashId)
                    .executeUpdate();
        }
        return messages;
    }

    /** What can no longer be restored, of all tenants. */
    static List<Entry> expired(EntityManager entityManager, int most) {
        List<?> rows = entityManager
                .createNativeQuery("SELECT trash_id, tenant FROM trashed_conversations WHERE erase_after < now()"
                        + " ORDER BY erase_after LIMIT :most")
                .setParameter("most", most)
                .getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .map(row -> new Entry((UUID) row[0], (String) row[1]))
                .toList();
    }

    private Query query(String sql) {
        return entityManager.createNativeQuery(sql);
    }
}
