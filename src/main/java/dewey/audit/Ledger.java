package dewey.audit;

import dewey.database.Jdbc;
import dewey.database.SqlArray;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Adds rows to the chain of a tenant, within a transaction. Who does so at the same time waits for its end. */
final class Ledger {
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('dewey audit ' || ?, 0))";
    private static final String LAST = "SELECT number, hash FROM audit WHERE tenant = ? ORDER BY number DESC LIMIT 1";
    private static final String SAME = "SELECT 1 FROM audit WHERE tenant = ? AND number = ? AND hash = ?";
    private static final String ADD =
            """
            INSERT INTO audit (tenant, number, at, until, caller, address, action, what, target, outcome, times, hash)
            SELECT ?, number, at::timestamptz, until::timestamptz, caller, address, action, what, target, outcome, times,
                   decode(hash, 'hex')
              FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                          ?::int[], ?::text[])
                   AS row (number, at, until, caller, address, action, what, target, outcome, times, hash)""";

    private final Chain chain;

    Ledger(Chain chain) {
        this.chain = chain;
    }

    void add(EntityManager entityManager, Addition addition) {
        String tenant = addition.tenant();
        Jdbc.run(entityManager, connection -> {
            lock(connection, tenant);
            if (addition.end().isPresent()
                    && isThere(connection, tenant, addition.end().get())) {
                addition.found();
            }
            if (!addition.rest().isEmpty()) {
                addition.tried(add(connection, tenant, last(connection, tenant), addition.rest()));
            }
            return null;
        });
    }

    /** A row of a chain. */
    record Place(long number, byte[] hash) {}

    private static boolean isThere(Connection connection, String tenant, Place place) throws SQLException {
        try (PreparedStatement same = Jdbc.prepare(connection, SAME)) {
            same.setString(1, tenant);
            same.setLong(2, place.number());
            same.setBytes(3, place.hash());
            try (ResultSet row = same.executeQuery()) {
                return row.next();
            }
        }
    }

    private static void lock(Connection connection, String tenant) throws SQLException {
        try (PreparedStatement lock = Jdbc.prepare(connection, LOCK)) {
            lock.setString(1, tenant);
            lock.execute();
        }
    }

    private static Place last(Connection connection, String tenant) throws SQLException {
        try (PreparedStatement last = Jdbc.prepare(connection, LAST)) {
            last.setString(1, tenant);
            try (ResultSet row = last.executeQuery()) {
                return row.next() ? new Place(row.getLong(1), row.getBytes(2)) : new Place(0, Chain.BEGINNING);
            }
        }
    }

    private Place add(Connection connection, String tenant, Place last, List<Entry> entries) throws SQLException {
        Long[] numbers = new Long[entries.size()];
        String[] hashes = new String[entries.size()];
        byte[] before = last.hash();
        for (int i = 0; i < entries.size(); i++) {
            numbers[i] = last.number() + 1 + i;
            before = chain.hash(before, tenant, numbers[i], entries.get(i));
            hashes[i] = HexFormat.of().formatHex(before);
        }
        try (PreparedStatement add = Jdbc.prepare(connection, ADD)) {
            add.setString(1, tenant);
            add.setArray(2, connection.createArrayOf("int8", numbers));
            List<Function<Entry, String>> texts = List.of(
                    entry -> entry.at().toString(),
                    entry -> entry.until().toString(),
                    Entry::caller,
                    Entry::address,
                    Entry::action,
                    Entry::what,
                    Entry::target,
                    Entry::outcome);
            int parameter = 3;
            for (Function<Entry, String> text : texts) {
                add.setArray(
                        parameter++,
                        SqlArray.ofTexts(connection, entries.stream().map(text)));
            }
            add.setArray(
                    parameter++,
                    SqlArray.ofIntegers(connection, entries.stream().map(Entry::times)));
            add.setArray(parameter, SqlArray.ofTexts(connection, Stream.of(hashes)));
            add.executeUpdate();
        }
        return new Place(last.number() + entries.size(), before);
    }
}
