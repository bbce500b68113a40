package dewey.conversations;

import dewey.database.StorableText;
import dewey.database.StoredJson;
import dewey.database.TenantEntry;
import dewey.database.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds one page of a tenant's conversations, and how many there are: as rows, with one round trip to the database for both. The number is
 * that of the moment before; a conversation that begins in between is on the page already. Of a large tenant it is not counted for each
 * page ({@link Totals}).
 */
final class Listing {
    private final Totals totals;
    private final ListQuery query;
    private final StringBuilder matches = new StringBuilder(" FROM tenant_conversations WHERE tenant = ?");
    private final List<Object> values = new ArrayList<>();

    private Listing(Totals totals, String tenant, ListQuery query) {
        this.totals = totals;
        this.query = query;
        values.add(tenant);
        if (query.sessionId() != null) {
            matches.append(" AND session_id = ?");
            values.add(StorableText.encode(query.sessionId()));
        }
        if (query.metadataFilter() != null && !query.metadataFilter().isEmpty()) {
            matches.append(" AND metadata @> cast(? AS jsonb)");
            values.add(StoredJson.text(query.metadataFilter()));
        }
    }

    static Page<Conversation> page(Transactions transactions, Totals totals, String tenant, ListQuery query) {
        return transactions.readAtOnce(
                tenant, (connection, entry) -> new Listing(totals, tenant, query).page(connection, entry));
    }

    private boolean isOfAll() {
        // the tenant's, and no filter
        return values.size() == 1;
    }

    private Page<Conversation> page(Connection connection, TenantEntry entry) throws SQLException {
        boolean isOfAll = isOfAll();
        OptionalLong known = isOfAll ? totals.of(entry.tenant()) : OptionalLong.empty();
        if (known.isPresent()) {
            try (TenantEntry.First find = entry.prepare(connection, finding())) {
                set(find);
                return page(known.getAsLong(), find.executeQuery());
            }
        }
        long before = totals.changes(entry.tenant());
        String counting = "SELECT count(*)" + matches;
        values.addAll(List.copyOf(values));
        try (TenantEntry.First both = entry.prepare(connection, counting, finding())) {
            set(both);
            ResultSet counted = both.executeQuery();
            counted.next();
            long total = counted.getLong(1);
            if (isOfAll) {
                totals.counted(entry.tenant(), total, before);
            }
            return page(total, both.nextQuery());
        }
    }

    private void set(TenantEntry.First prepared) throws SQLException {
        int parameter = prepared.before();
        for (Object value : values) {
            prepared.statement().setObject(++parameter, value);
        }
    }

    /** One more than asked for, which tells whether there is a next page. */
    private String finding() {
        SortKey key = query.sortKey();
        String from = "";
        if (query.after() != null) {
            ListQuery.Place place = ListQuery.Place.read(query.after(), key);
            from = " AND " + key.behind();
            OffsetDateTime time = place.time().atOffset(ZoneOffset.UTC);
            values.add(time);
            values.add(time);
            values.add(place.id());
        }
        values.add(query.limit() + 1);
        values.add(query.offset());
        return "SELECT " + Conversation.COLUMNS + matches + from + " ORDER BY " + key.newestFirst()
                + " LIMIT ? OFFSET ?";
    }

    private Page<Conversation> page(long total, ResultSet row) throws SQLException {
        List<Conversation> found = new ArrayList<>();
        while (row.next()) {
            found.add(Conversation.of(row));
        }
        if (found.size() <= query.limit()) {
            return new Page<>(found, total, Optional.empty());
        }
        List<Conversation> shown = found.subList(0, query.limit());
        Cursor next = ListQuery.Place.after(shown.get(shown.size() - 1), query.sortKey());
        return new Page<>(shown, total, Optional.of(next.text()));
    }
}
