package dewey.conversations;

import dewey.database.StorableText;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Locale;

/** Finds the conversations that somebody who types may mean; bounded, since it runs with every key. */
final class Recent {
    static final int WINDOW = 1000;

    private static final String NEWEST_FIRST = " ORDER BY " + SortKey.UPDATED_AT.newestFirst();
    private static final String FIND = "SELECT * FROM (SELECT * FROM conversations WHERE tenant = :tenant"
            + NEWEST_FIRST + " LIMIT " + WINDOW + ") latest"
            + " WHERE title ILIKE :part OR cast(id AS text) LIKE :start" + NEWEST_FIRST + " LIMIT :count";

    private Recent() {}

    static List<Conversation> find(EntityManager entityManager, String tenant, String typed, int limit) {
        String literal = StorableText.encode(typed).replaceAll("[\\\\%_]", "\\\\$0");
        @SuppressWarnings("unchecked") // the query names its result class
        List<Conversation> found = entityManager
                .createNativeQuery(FIND, Conversation.class)
                .setParameter("tenant", tenant)
                .setParameter("part", "%" + literal + "%")
                .setParameter("start", literal.toLowerCase(Locale.ROOT) + "%")
                .setParameter("count", limit)
                .getResultList();
        return found;
    }
}
