package dewey.conversations;

import dewey.database.StorableText;
import dewey.database.StoredJson;
import dewey.database.TenantEntry;
import dewey.database.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds one page of a tenant's conversations, and how many there are: as rows, with one round trip to the database for both. The number is
 * that of the moment before; a conversation that begins in between is on the page already.
 */
final class Listing {
    private final ListQuery query;
    private final StringBuilder matches = new StringBuilder(" FROM tenant_conversations WHERE tenant = ?");
    private final List<Object> values = new ArrayList<>();

    private Listing(String tenant, ListQuery query) {
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

    static Page<Conversation> page(Transactions transactions, String tenant, ListQuery query) {
        return transactions.readAtOnce(
                tenant, (connection, entry) -> new Listing(tenant, query).page(connection, entry));
    }

    private Page<Conversation> page(Connection connection, TenantEntry entry) throws SQLException {
        String counting = "SELECT count(*)" + matches;
        values.addAll(List.copyOf(values));
        try (TenantEntry.First both = entry.prepare(connection, counting, finding())) {
            PreparedStatement statement = both.statement();
            int parameter = both.before();
            for (Object value : values) {
                statement.setObject(++parameter, value);
            }
            ResultSet counted = both.executeQuery();
            counted.next();
            long total = counted.getLong(1);
            List<Conversation> found = new ArrayList<>();
            for (ResultSet row = both.nextQuery(); row.next(); ) {
                found.add(Conversation.of(row));
            }
            return page(total, found);
        }
    }

    /** One more than asked for, which tells whether there is a next page. */
    private String finding() {
        String key = query.sortKey().wireName();
        String from = "";
        if (query.after() != null) {
            ListQuery.Place place = ListQuery.Place.read(query.after(), query.sortKey());
            from = " AND (" + key + ", id) < (?, ?)";
            values.add(place.time().atOffset(ZoneOffset.UTC));
            values.add(place.id());
        }
        values.add(query.limit() + 1);
        values.add(query.offset());
        return "SELECT " + Conversation.COLUMNS + matches + from + " ORDER BY " + key
                + " DESC, id DESC LIMIT ? OFFSET ?";
    }

    private Page<Conversation> page(long total, List<Conversation> found) {
        if (found.size() <= query.limit()) {
            return new Page<>(found, total, Optional.empty());
        }
        List<Conversation> shown = found.subList(0, query.limit());
        Cursor next = ListQuery.Place.after(shown.get(shown.size() - 1), query.sortKey());
        return new Page<>(shown, total, Optional.of(next.text()));
    }
}
