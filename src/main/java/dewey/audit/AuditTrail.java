package dewey.audit;

import dewey.config.Settings;
import dewey.database.Jdbc;
import dewey.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The audit of a tenant, read back and verified. */
@ApplicationScoped
public class AuditTrail {
    private static final int FETCH_SIZE = 500;
    private static final String COLUMNS =
            "SELECT number, at, until, caller, address, action, what, target, outcome, times, hash FROM audit";
    private static final String PAGE = COLUMNS + " WHERE tenant = ? AND number < ? ORDER BY number DESC LIMIT ?";
    private static final String ALL = COLUMNS + " WHERE tenant = ? ORDER BY number";
    private static final String CUT = "SELECT number, hash FROM audit_cuts WHERE tenant = ?";

    private final Transactions transactions;
    private final Chain chain;

    @Inject
    AuditTrail(Transactions transactions, Settings settings) {
        this(transactions, settings.audit().key());
    }

    AuditTrail(Transactions transactions, Optional<String> key) {
        this.transactions = transactions;
        chain = new Chain(key);
    }

    /** For CDI's client proxy only. */
    protected AuditTrail() {
        this(null, Optional.empty());
    }

    /** A row at its place. */
    public record Row(long number, Entry entry, byte[] hash) {
        public Row {
            hash = hash.clone();
        }

        public String hashText() {
            return HexFormat.of().formatHex(hash);
        }
    }

    /**
     * What was found.
     *
     * @param rows how many rows are as they were written
     * @param lastNumber of the chain; to be kept elsewhere, with its hash: what is missing at the end, no chain can tell
     * @param fault what is wrong with the first row that is not; empty: nothing
     */
    public record Verification(long rows, long lastNumber, String lastHash, Optional<String> fault) {}

    /** A place of the chain that somebody has kept elsewhere. */
    public record Witness(long number, String hash) {}

    /** The latest rows before a number, the latest first. */
    public List<Row> before(String tenant, long number, int limit) {
        return transactions.read(
                tenant,
                entityManager -> Jdbc.run(entityManager, connection -> {
                    try (PreparedStatement page = Jdbc.prepare(connection, PAGE)) {
                        page.setString(1, tenant);
                        page.setLong(2, number);
                        page.setInt(3, limit);
                        List<Row> rows = new ArrayList<>();
                        try (ResultSet row = page.executeQuery()) {
                            while (row.next()) {
                                rows.add(row(row));
                            }
                        }
                        return rows;
                    }
                }));
    }

    /**
     * Looks at every row of a tenant's chain.
     *
     * @param witness the end of a verification before, which must be there still; empty: none is known
     */
    public Verification verify(String tenant, Optional<Witness> witness) {
        return transactions.read(
                tenant,
                entityManager -> Jdbc.run(entityManager, connection -> {
                    Walk walk = new Walk(tenant, witness);
                    cut(connection, tenant, walk);
                    try (PreparedStatement all = Jdbc.prepare(connection, ALL)) {
                        all.setString(1, tenant);
                        all.setFetchSize(FETCH_SIZE);
                        try (ResultSet row = all.executeQuery()) {
                            while (row.next() && walk.isSound()) {
                                walk.see(row(row));
                            }
                        }
                    }
                    return walk.end();
                }));
    }

    private static void cut(Connection connection, String tenant, Walk walk) throws SQLException {
        try (PreparedStatement cut = Jdbc.prepare(connection, CUT)) {
            cut.setString(1, tenant);
            try (ResultSet row = cut.executeQuery()) {
                if (row.next()) {
                    walk.beginBehind(row.getLong(1), row.getBytes(2));
                }
            }
        }
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getLong("number"),
                new Entry(
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getObject("until", OffsetDateTime.class).toInstant(),
                        row.getString("caller"),
                        row.getString("address"),
                        row.getString("action"),
                        row.getString("what"),
                        row.getString("target"),
                        row.getString("outcome"),
                        row.getInt("times")),
                row.getBytes("hash"));
    }

    /** One way along a chain. */
    private final class Walk {
        private final String tenant;
        private final Optional<Witness> witness;
        private long number;
        private byte[] hash = Chain.BEGINNING;
        private long rows;
        private String fault;

        Walk(String tenant, Optional<Witness> witness) {
            this.tenant = tenant;
            this.witness = witness;
        }

        void beginBehind(long cut, byte[] hashThere) {
            number = cut;
            hash = hashThere;
        }

        boolean isSound() {
            return fault == null;
        }

        void see(Row row) {
            if (row.number() != number + 1) {
                fault = "row " + (number + 1) + " is missing";
            } else if (!MessageDigest.isEqual(row.hash(), chain.hash(hash, tenant, row.number(), row.entry()))) {
                fault = "row " + row.number()
                        + " was changed, or rows before it were removed or put into another order";
            } else if (witness.filter(known ->
                            known.number() == row.number() && !known.hash().equals(row.hashText()))
                    .isPresent()) {
                fault = "row " + row.number() + " is another than it was";
            } else {
                number = row.number();
                hash = row.hash();
                rows++;
            }
        }

        Verification end() {
            if (fault == null
                    && witness.filter(known -> known.number() > number).isPresent()) {
                fault = "row " + witness.get().number() + " is missing";
            }
            return new Verification(rows, number, HexFormat.of().formatHex(hash), Optional.ofNullable(fault));
        }
    }
}
