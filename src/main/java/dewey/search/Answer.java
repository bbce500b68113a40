package dewey.search;

import dewey.conversations.Metadata;
import dewey.conversations.Role;
import dewey.database.Jdbc;
import dewey.database.SqlArray;
import dewey.database.StorableText;
import dewey.database.StoredJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Loads what one page shows, and no more of it than fits into an answer. */
final class Answer {
    private static final String SIZES =
            """
            SELECT h.place, m.turn_number, octet_length(m.content)
              FROM unnest(?::uuid[], ?::int[]) WITH ORDINALITY h (conversation_id, turn, place)
              JOIN tenant_messages m ON m.conversation_id = h.conversation_id AND m.turn_number BETWEEN h.turn - ? AND h.turn + ?""";

    /**
     * The snippet is made of a window that begins a little before the longest term that is found: ts_headline reads all it is
     * given, and the search knows the first 100,000 characters of a content.
     */
    private static final String LOAD =
            """
            SELECT w.place, w.is_hit, m.id, m.turn_number, m.role, m.author, m.content, m.created_at,
                   c.session_id, c.title, CASE WHEN w.is_hit THEN c.metadata END AS conversation_metadata,
                   CASE WHEN w.is_hit THEN (
                       SELECT ts_headline(search_language(m.metadata ->> 'language'), substring(m.content FROM first.at FOR 3000), ?::tsquery,
                                  'StartSel=«, StopSel=», ' || CASE WHEN length(m.content) <= 300 THEN 'HighlightAll=true'
                                  ELSE 'MaxFragments=2, MinWords=8, MaxWords=30, FragmentDelimiter=" … "' END)
                         FROM (SELECT coalesce((SELECT greatest(strpos(text.lower, needle) - 200, 1) FROM unnest(?::text[]) needle
                                                 WHERE length(m.content) > 3000 AND strpos(text.lower, needle) > 0
                                                 ORDER BY length(needle) DESC LIMIT 1), 1) AS at
                                 FROM (SELECT lower(left(m.content, 100000))) AS text (lower)) first)
                   END AS snippet
              FROM unnest(?::int[], ?::boolean[], ?::uuid[], ?::int[]) w (place, is_hit, conversation_id, turn)
              JOIN tenant_messages m ON m.conversation_id = w.conversation_id AND m.turn_number = w.turn
              JOIN tenant_conversations c ON c.id = m.conversation_id
             ORDER BY w.place, m.turn_number""";

    private final Connection connection;
    private final String tsquery;
    private final List<String> needles;
    private final long maxBytes;

    Answer(Connection connection, String tsquery, List<String> needles, long maxBytes) {
        this.connection = connection;
        this.tsquery = tsquery;
        this.needles = needles;
        this.maxBytes = maxBytes;
    }

    /** The hits that fit, but at least one, in the order given. */
    List<Hit> hits(List<Ranked> ranked, int contextTurns) throws SQLException {
        return ranked.isEmpty() ? List.of() : load(ranked, fitting(ranked, sizes(ranked, contextTurns)));
    }

    /** A message to show: a hit itself or of its context. */
    private record Wanted(int place, boolean isHit, int turn, long bytes) {}

    private List<Wanted> sizes(List<Ranked> ranked, int contextTurns) throws SQLException {
        try (PreparedStatement sizes = Jdbc.prepare(connection, SIZES)) {
            sizes.setArray(1, SqlArray.ofUuids(connection, ranked.stream().map(Ranked::conversationId)));
            sizes.setArray(2, SqlArray.ofIntegers(connection, ranked.stream().map(Ranked::turn)));
            sizes.setInt(3, contextTurns);
            sizes.setInt(4, contextTurns);
            List<Wanted> wanted = new ArrayList<>();
            try (ResultSet row = sizes.executeQuery()) {
                while (row.next()) {
                    int place = row.getInt(1) - 1;
                    int turn = row.getInt(2);
                    wanted.add(new Wanted(place, turn == ranked.get(place).turn(), turn, row.getLong(3)));
                }
            }
            return wanted;
        }
    }

    /** Whole hits in their order while they fit; of the context of the first, which is always shown, the nearest turns that fit. */
    private List<Wanted> fitting(List<Ranked> ranked, List<Wanted> wanted) {
        List<Wanted> fitting = new ArrayList<>();
        long bytes = 0;
        for (int place = 0; place < ranked.size(); place++) {
            int here = place;
            int turn = ranked.get(place).turn();
            List<Wanted> nearestFirst = wanted.stream()
                    .filter(one -> one.place() == here)
                    .sorted(Comparator.comparingInt(one -> Math.abs(one.turn() - turn)))
                    .toList();
            boolean isFirst = fitting.isEmpty();
            long all = nearestFirst.stream().mapToLong(Wanted::bytes).sum();
            if (!isFirst && bytes + all > maxBytes) {
                break;
            }
            for (Wanted one : nearestFirst) {
                if (one.isHit() || bytes + one.bytes() <= maxBytes) {
                    fitting.add(one);
                    bytes += one.bytes();
                }
            }
        }
        return fitting;
    }

    private List<Hit> load(List<Ranked> ranked, List<Wanted> wanted) throws SQLException {
        try (PreparedStatement load = Jdbc.prepare(connection, LOAD)) {
            load.setString(1, tsquery);
            load.setArray(2, SqlArray.ofTexts(connection, needles.stream()));
            load.setArray(3, SqlArray.ofIntegers(connection, wanted.stream().map(Wanted::place)));
            load.setArray(
                    4,
                    connection.createArrayOf(
                            "bool", wanted.stream().map(Wanted::isHit).toArray(Boolean[]::new)));
            load.setArray(5, SqlArray.ofUuids(connection, wanted.stream().map(one -> ranked.get(one.place())
                    .conversationId())));
            load.setArray(6, SqlArray.ofIntegers(connection, wanted.stream().map(Wanted::turn)));
            try (ResultSet row = load.executeQuery()) {
                return hits(ranked, row);
            }
        }
    }

    private List<Hit> hits(List<Ranked> ranked, ResultSet row) throws SQLException {
        List<Hit> hits = new ArrayList<>();
        List<FoundMessage> context = new ArrayList<>();
        Hit hit = null;
        int place = -1;
        while (row.next()) {
            if (row.getInt("place") != place) {
                addTo(hits, hit, context);
                place = row.getInt("place");
                hit = null;
                context.clear();
            }
            if (row.getBoolean("is_hit")) {
                hit = hit(ranked.get(place), row);
            } else {
                context.add(message(row));
            }
        }
        addTo(hits, hit, context);
        return hits;
    }

    /** A hit that was deleted since it was ranked is left out. */
    private static void addTo(List<Hit> hits, Hit hit, List<FoundMessage> context) {
        if (hit != null) {
            hits.add(hit.within(context));
        }
    }

    private Hit hit(Ranked ranked, ResultSet row) throws SQLException {
        return new Hit(
                ranked.conversationId(),
                Optional.ofNullable(StorableText.decode(row.getString("session_id"))),
                Optional.ofNullable(StorableText.decode(row.getString("title"))),
                new Metadata(StoredJson.object(row.getString("conversation_metadata"))),
                message(row),
                ranked.rank(),
                Snippet.of(row.getString("snippet"), StorableText.decode(row.getString("content")), needles),
                List.of());
    }

    private static FoundMessage message(ResultSet row) throws SQLException {
        return new FoundMessage(
                row.getObject("id", UUID.class),
                row.getInt("turn_number"),
                Role.named(row.getString("role")),
                Optional.ofNullable(StorableText.decode(row.getString("author"))),
                StorableText.decode(row.getString("content")),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
