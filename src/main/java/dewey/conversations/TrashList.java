package dewey.conversations;

import dewey.database.StorableText;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Finds one page of what a tenant has in the trash and can restore. */
record TrashList(String tenant, int limit, Cursor after) {
    private static final String KIND = "trash";
    private static final String COLUMNS = "id, title, session_id, message_count, trashed_at, erase_after, trash_id";
    private static final String RESTORABLE =
            " FROM trashed_conversations WHERE tenant = :tenant AND erase_after > now()";

    Page<Trashed> page(EntityManager entityManager) {
        long total = ((Number) entityManager
                        .createNativeQuery("SELECT count(*)" + RESTORABLE)
                        .setParameter("tenant", tenant)
                        .getSingleResult())
                .longValue();
        List<Object[]> rows = rows(entityManager);
        List<Object[]> shown = rows.size() > limit ? rows.subList(0, limit) : rows;
        Optional<String> next = rows.size() > limit ? Optional.of(cursor(shown.get(limit - 1))) : Optional.empty();
        return new Page<>(shown.stream().map(TrashList::trashed).toList(), total, next);
    }

    private List<Object[]> rows(EntityManager entityManager) {
        String sql = "SELECT " + COLUMNS + RESTORABLE
                + (after == null ? "" : " AND (trashed_at, trash_id) < (:time, :id)")
                + " ORDER BY trashed_at DESC, trash_id DESC LIMIT :count";
        Query query = entityManager
                .createNativeQuery(sql)
                .setParameter("tenant", tenant)
                .setParameter("count", limit + 1);
        if (after != null) {
            List<String> parts = after.partsOf(KIND, 2);
            try {
                query.setParameter("time", Instant.parse(parts.get(0)));
                query.setParameter("id", UUID.fromString(parts.get(1)));
            } catch (DateTimeException | IllegalArgumentException e) {
                throw Cursor.forged();
            }
        }
        @SuppressWarnings("unchecked") // a row of several columns is an array
        List<Object[]> rows = query.getResultList();
        return rows;
    }

    private static String cursor(Object[] row) {
        return Cursor.of(KIND, instant(row[4]), row[6]).text();
    }

    private static Trashed trashed(Object[] row) {
        return new Trashed(
                (UUID) row[0],
                Optional.ofNullable(StorableText.decode((String) row[1])),
                Optional.ofNullable(StorableText.decode((String) row[2])),
                ((Number) row[3]).intValue(),
                instant(row[4]),
                instant(row[5]));
    }

    private static Instant instant(Object value) {
        return (Instant) value;
    }
}
