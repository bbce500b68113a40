package dewey.conversations;

import jakarta.persistence.EntityManager;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much a tenant has stored: in all, and by the day on which its conversations began.
 *
 * @param databaseBytes of the whole database, all tenants together
 * @param days in their order without a gap, today last; days are those of UTC
 */
public record Growth(long conversations, long messages, long databaseBytes, List<Day> days) {
    private static final String TOTALS =
            """
            SELECT count(*), coalesce(sum(message_count), 0), pg_database_size(current_database())
              FROM tenant_conversations WHERE tenant = :tenant""";

    /** By the index conversations_by_created. */
    private static final String BY_DAY =
            """
            SELECT cast(created_at AT TIME ZONE 'UTC' AS date), count(*), sum(message_count)
              FROM tenant_conversations WHERE tenant = :tenant AND created_at >= :since GROUP BY 1""";

    public Growth {
        days = List.copyOf(days);
    }

    /** @param messages that these conversations have now */
    public record Day(LocalDate date, long conversations, long messages) {}

    static Growth of(EntityManager entityManager, String tenant, LocalDate today, int days) {
        Object[] totals = (Object[]) entityManager
                .createNativeQuery(TOTALS)
                .setParameter("tenant", tenant)
                .getSingleResult();
        return new Growth(
                number(totals[0]), number(totals[1]), number(totals[2]), byDay(entityManager, tenant, today, days));
    }

    private static List<Day> byDay(EntityManager entityManager, String tenant, LocalDate today, int days) {
        LocalDate first = today.minusDays(days - 1L);
        Map<LocalDate, Day> known = new TreeMap<>();
        for (Object row : entityManager
                .createNativeQuery(BY_DAY)
                .setParameter("tenant", tenant)
                .setParameter("since", first.atStartOfDay(ZoneOffset.UTC).toOffsetDateTime())
                .getResultList()) {
            Object[] columns = (Object[]) row;
            LocalDate date = LocalDate.parse(columns[0].toString());
            known.put(date, new Day(date, number(columns[1]), number(columns[2])));
        }
        List<Day> all = new ArrayList<>();
        for (LocalDate date = first; !date.isAfter(today); date = date.plusDays(1)) {
            all.add(known.getOrDefault(date, new Day(date, 0, 0)));
        }
        return all;
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }
}
