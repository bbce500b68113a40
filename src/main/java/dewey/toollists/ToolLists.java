package dewey.toollists;

import dewey.conversations.Conversations;
import dewey.conversations.Metadata;
import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import dewey.database.Jdbc;
import dewey.database.StorableText;
import dewey.database.StoredJson;
import dewey.database.Transactions;
import dewey.json.JsonText;
import dewey.json.Timestamp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/** The tools that each upstream offered last, for each tenant. */
@ApplicationScoped
public class ToolLists {
    /** A difference larger than this is told by names and places only, and one of which these are too many by its summary. */
    static final int LARGEST_EVENT = 256 << 10;

    private static final String FIRST =
            """
            INSERT INTO tool_lists (tenant, upstream, tools, conversation_id, seen_at) VALUES (?, ?, ?::jsonb, ?, ?)
            ON CONFLICT DO NOTHING""";
    private static final String LAST =
            """
            SELECT tools, conversation_id, seen_at FROM tool_lists WHERE tenant = ? AND upstream = ? FOR UPDATE""";
    private static final String REPLACE =
            "UPDATE tool_lists SET tools = ?::jsonb, conversation_id = ?, seen_at = ? WHERE tenant = ? AND upstream = ?";
    private static final String COUNT =
            """
            UPDATE conversations
               SET metadata = jsonb_set(metadata, '{tool_changes}', to_jsonb(1 +
                       CASE WHEN jsonb_typeof(metadata -> 'tool_changes') = 'number'
                            THEN (metadata ->> 'tool_changes')::numeric ELSE 0 END))
             WHERE id = ? AND tenant = ?""";

    private final Transactions transactions;

    @Inject
    public ToolLists(Transactions transactions) {
        this.transactions = transactions;
    }

    /** For the client proxy. */
    protected ToolLists() {
        this(null);
    }

    /** A list that was kept, and where it came from. */
    private record Kept(JsonArray tools, UUID session, Instant at) {}

    /**
     * Compares a list with the last one of that upstream, and keeps it in its place.
     *
     * <p>Where they differ, an event in the record of the session that saw it says how, and its metadata counts it; all of this or
     * nothing happens. The first list of an upstream differs from none. A list that was seen before the one that is kept is out of
     * date, and changes nothing: the record may be stored late.
     *
     * @return whether the tools have changed
     * @throws dewey.refusals.Refused when the session is not there
     */
    public boolean see(String tenant, SeenTools seen) {
        return transactions.write(tenant, entityManager -> {
            Optional<Kept> last = Jdbc.run(entityManager, connection -> last(connection, tenant, seen));
            if (last.isEmpty() || seen.at().isBefore(last.get().at())) {
                return false;
            }
            ToolDifference difference = ToolDifference.between(last.get().tools(), seen.tools());
            if (difference.isEmpty()) {
                return false;
            }
            keep(entityManager, tenant, seen, event(seen, last.get(), difference));
            return true;
        });
    }

    /** The list that is kept; empty when it was none, and this one is the first. */
    private static Optional<Kept> last(Connection connection, String tenant, SeenTools seen) throws SQLException {
        try (PreparedStatement first = Jdbc.prepare(connection, FIRST)) {
            first.setString(1, tenant);
            first.setString(2, StorableText.encode(seen.upstream()));
            first.setString(3, StoredJson.text(seen.tools()));
            first.setObject(4, seen.session());
            first.setObject(5, seen.at().atOffset(ZoneOffset.UTC));
            if (first.executeUpdate() == 1) {
                return Optional.empty();
            }
        }
        try (PreparedStatement last = Jdbc.prepare(connection, LAST)) {
            last.setString(1, tenant);
            last.setString(2, StorableText.encode(seen.upstream()));
            try (ResultSet row = last.executeQuery()) {
                return row.next()
                        ? Optional.of(new Kept(
                                StoredJson.array(row.getString(1)),
                                row.getObject(2, UUID.class),
                                row.getObject(3, OffsetDateTime.class).toInstant()))
                        : Optional.empty();
            }
        }
    }

    private static void keep(EntityManager entityManager, String tenant, SeenTools seen, String event) {
        JsonObject metadata = JsonText.object()
                .add("kind", "event")
                .add("event", "tools_changed")
                .add("upstream", seen.upstream())
                .add("seen_in", seen.sequence())
                .build();
        Conversations.append(
                entityManager,
                tenant,
                seen.session(),
                NewMessage.of(Role.SYSTEM, event)
                        .with(new Metadata(metadata))
                        .identifiedBy("tools-" + seen.sequence())
                        .at(seen.at()));
        Jdbc.run(entityManager, connection -> {
            try (PreparedStatement replace = Jdbc.prepare(connection, REPLACE);
                    PreparedStatement count = Jdbc.prepare(connection, COUNT)) {
                replace.setString(1, StoredJson.text(seen.tools()));
                replace.setObject(2, seen.session());
                replace.setObject(3, seen.at().atOffset(ZoneOffset.UTC));
                replace.setString(4, tenant);
                replace.setString(5, StorableText.encode(seen.upstream()));
                replace.executeUpdate();
                count.setObject(1, seen.session());
                count.setString(2, tenant);
                return count.executeUpdate();
            }
        });
    }

    private static String event(SeenTools seen, Kept last, ToolDifference difference) {
        JsonObjectBuilder before = JsonText.object()
                .add("conversation_id", last.session().toString())
                .add("seen_at", Timestamp.text(last.at()));
        JsonObject head = JsonText.object()
                .add("event", "tools_changed")
                .add("upstream", seen.upstream())
                .add("summary", difference.summary())
                .add("before", before)
                .build();
        for (JsonObjectBuilder told : new JsonObjectBuilder[] {difference.whole(), difference.names()}) {
            String text = JsonText.write(JsonText.object(head).addAll(told).build());
            if (StorableText.utf8Length(text) <= LARGEST_EVENT) {
                return text;
            }
        }
        return JsonText.write(head);
    }
}
