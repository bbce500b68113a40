package dewey.search;

import dewey.database.Jdbc;
import dewey.database.SqlArray;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * In how many messages of a tenant each unit of a query stands.
 *
 * <p>Of a large tenant the shares of frequent words are kept in a table ({@link FrequencyTable}); everything else is counted, up to a
 * bound, so that it is right from the first message on. What is found to be beyond the bound before the table knows it is estimated
 * from a sample of messages.
 *
 * @param messages how many messages the tenant has, or had when its table was made
 * @param holding for each unit, how many messages hold it
 */
record Statistics(long messages, List<Long> holding) {
    /** Counting further would cost more than it tells: what more messages hold than this hardly tells them apart. */
    static final int COUNTED = 3_000;

    private static final int SAMPLE = 4_000;

    private static final String COUNT =
            """
            SELECT coalesce((SELECT messages FROM search_corpora WHERE tenant = ?), -1), known.share,
                   CASE WHEN known.share IS NULL THEN (SELECT count(*) FROM (
                       SELECT FROM tenant_messages m WHERE m.search @@ unit.query::tsquery LIMIT %d) found) END
              FROM unnest(?::text[], ?::text[]) WITH ORDINALITY unit (query, lexeme, place)
              LEFT JOIN search_frequencies known ON known.tenant = ? AND known.lexeme = unit.lexeme
             ORDER BY unit.place"""
                    .formatted(COUNTED);

    /** Of the tenant, and as PostgreSQL last knew of all together, which decides how large a part of the table the sample is. */
    private static final String MESSAGES =
            """
            SELECT coalesce(sum(message_count), 0),
                   (SELECT sum(reltuples) FROM pg_class
                     WHERE relkind = 'r' AND (oid = 'messages'::regclass
                                              OR oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'messages'::regclass)))
              FROM tenant_conversations""";

    Statistics {
        holding = List.copyOf(holding);
    }

    static Statistics of(Connection connection, String tenant, List<Unit> units) throws SQLException {
        long messages = -1;
        Long[] counted = new Long[units.size()];
        Double[] shares = new Double[units.size()];
        try (PreparedStatement count = Jdbc.prepare(connection, COUNT)) {
            count.setString(1, tenant);
            count.setArray(2, SqlArray.ofTexts(connection, units.stream().map(Unit::tsquery)));
            count.setArray(3, SqlArray.ofTexts(connection, units.stream().map(Unit::lexeme)));
            count.setString(4, tenant);
            try (ResultSet row = count.executeQuery()) {
                for (int place = 0; row.next(); place++) {
                    messages = row.getLong(1);
                    float share = row.getFloat(2);
                    shares[place] = row.wasNull() ? null : (double) share;
                    counted[place] = row.getLong(3);
                }
            }
        }
        messages = estimate(connection, tenant, units, counted, messages);
        List<Long> holding = new ArrayList<>();
        for (int place = 0; place < shares.length; place++) {
            holding.add(shares[place] == null ? counted[place] : Math.round(shares[place] * messages));
        }
        return new Statistics(messages, holding);
    }

    /** How many messages there are; puts estimates in the place of counts that ended at the bound. */
    private static long estimate(Connection connection, String tenant, List<Unit> units, Long[] counted, long fromTable)
            throws SQLException {
        List<Integer> bounded = new ArrayList<>();
        for (int place = 0; place < counted.length; place++) {
            if (counted[place] >= COUNTED) {
                bounded.add(place);
            }
        }
        if (fromTable >= 0 && bounded.isEmpty()) {
            return fromTable;
        }
        long messages;
        double all;
        try (PreparedStatement sum = Jdbc.prepare(connection, MESSAGES);
                ResultSet row = sum.executeQuery()) {
            row.next();
            messages = row.getLong(1);
            all = Math.max(row.getDouble(2), messages);
        }
        if (!bounded.isEmpty()) {
            sample(connection, tenant, units, bounded, messages, all, counted);
        }
        return messages;
    }

    private static void sample(
            Connection connection,
            String tenant,
            List<Unit> units,
            List<Integer> bounded,
            long messages,
            double all,
            Long[] counted)
            throws SQLException {
        // repeatable: the same query asked twice has the same ranks
        String sql = bounded.stream()
                .map(place -> ", count(*) FILTER (WHERE search @@ ?::tsquery)")
                .collect(Collectors.joining(
                        "",
                        "SELECT count(*)",
                        " FROM messages TABLESAMPLE SYSTEM (?) REPEATABLE (1) WHERE tenant = ?"));
        try (PreparedStatement sample = Jdbc.prepare(connection, sql)) {
            int parameter = 1;
            for (int place : bounded) {
                sample.setObject(parameter++, units.get(place).tsquery(), java.sql.Types.OTHER);
            }
            sample.setDouble(parameter++, Math.min(100, 100.0 * SAMPLE / Math.max(all, 1)));
            sample.setString(parameter, tenant);
            try (ResultSet row = sample.executeQuery()) {
                row.next();
                long seen = row.getLong(1);
                for (int i = 0; i < bounded.size() && seen > 0; i++) {
                    int place = bounded.get(i);
                    counted[place] = Math.max(counted[place], row.getLong(i + 2) * messages / seen);
                }
            }
        }
    }

    long holding(int unit) {
        return holding.get(unit);
    }

    /** As a cursor carries them, so that the pages of one list are ranked by the same numbers. */
    String text() {
        return Long.toString(messages, Character.MAX_RADIX)
                + holding.stream()
                        .map(number -> "." + Long.toString(number, Character.MAX_RADIX))
                        .collect(Collectors.joining());
    }

    /** @throws NumberFormatException when it is not what {@link #text} wrote */
    static Statistics read(String text) {
        List<Long> numbers = Arrays.stream(text.split("\\."))
                .map(number -> Long.parseLong(number, Character.MAX_RADIX))
                .toList();
        return new Statistics(numbers.get(0), numbers.subList(1, numbers.size()));
    }
}
