package dewey.sessions;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads the frames of one session, and pairs requests with their answers. */
final class Frames {
    /** Rows that the driver holds at once. */
    private static final int FETCH_SIZE = 64;

    private static final String READ =
            """
            SELECT turn_number, created_at, metadata, CASE WHEN ? THEN content END
              FROM messages
             WHERE conversation_id = ? AND turn_number >= ?
               AND (?::text IS NULL OR metadata ->> 'direction' = ?)
               AND (?::text IS NULL OR metadata ->> 'method' = ?)
               AND (NOT ? OR metadata ->> 'failed' = 'true')
             ORDER BY turn_number LIMIT ?""";
    /** Everything, but of texts only those that say which request is asked, and of what progress is told. */
    private static final String OUTLINE =
            """
            SELECT turn_number, created_at, metadata,
                   CASE WHEN metadata ->> 'kind' = 'batch' OR metadata ->> 'method' = 'notifications/progress'
                             OR metadata ->> 'kind' = 'request' AND metadata ->> 'direction' = 'client_to_server'
                        THEN content END
              FROM messages WHERE conversation_id = ? AND turn_number >= ? ORDER BY turn_number LIMIT ?""";

    private static final String ONE =
            "SELECT turn_number, created_at, metadata, content FROM messages WHERE conversation_id = ? AND turn_number = ?";
    private static final String TURN = "SELECT turn_number FROM messages WHERE conversation_id = ? AND external_id = ?";
    /** For a place that no message has, because it is in a gap or behind the end. */
    private static final String TURN_BEHIND =
            """
            SELECT turn_number FROM messages
             WHERE conversation_id = ? AND jsonb_typeof(metadata -> 'sequence') = 'number'
               AND (metadata ->> 'sequence')::numeric > ?
             ORDER BY turn_number LIMIT 1""";

    private static final String ANSWERS =
            """
            SELECT left(metadata ->> 'reply_to', 20), metadata ->> 'sequence' FROM tenant_messages
             WHERE conversation_id = ? AND metadata ->> 'reply_to' IS NOT NULL
               AND left(metadata ->> 'reply_to', 20) = ANY (?)
             ORDER BY turn_number DESC""";

    private final Connection connection;
    private final UUID session;

    Frames(Connection connection, UUID session) {
        this.connection = connection;
        this.session = session;
    }

    FramePage page(Session summary, FrameQuery query) throws SQLException {
        Optional<Integer> first =
                query.after() == null ? turnOf(query.fromSequence()) : Optional.of(FrameQuery.turn(query.after()));
        List<Frame> frames = new ArrayList<>();
        Optional<String> next = first.isEmpty() ? Optional.empty() : read(first.get(), query, frames);
        return new FramePage(summary, paired(frames), next);
    }

    private Optional<Integer> turnOf(long sequence) throws SQLException {
        if (sequence == 1) {
            return Optional.of(1);
        }
        try (PreparedStatement exact = Jdbc.prepare(connection, TURN);
                PreparedStatement behind = Jdbc.prepare(connection, TURN_BEHIND)) {
            exact.setObject(1, session);
            exact.setString(2, Long.toString(sequence));
            Optional<Integer> turn = turn(exact);
            if (turn.isPresent()) {
                return turn;
            }
            behind.setObject(1, session);
            behind.setLong(2, sequence);
            return turn(behind);
        }
    }

    private static Optional<Integer> turn(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            return row.next() ? Optional.of(row.getInt(1)) : Optional.empty();
        }
    }

    /** Adds to {@code frames}; answers the cursor to what follows. */
    private Optional<String> read(int firstTurn, FrameQuery query, List<Frame> frames) throws SQLException {
        try (PreparedStatement read = Jdbc.prepare(connection, READ)) {
            read.setBoolean(1, query.withContent());
            read.setObject(2, session);
            read.setInt(3, firstTurn);
            read.setString(4, query.direction());
            read.setString(5, query.direction());
            read.setString(6, StorableText.encode(query.method()));
            read.setString(7, StorableText.encode(query.method()));
            read.setBoolean(8, query.errorsOnly());
            read.setInt(9, query.limit() + 1);
            return read(read, query.limit(), query.maxBytes(), frames).map(FrameQuery::cursorTo);
        }
    }

    /** Adds to {@code frames} what the query gives, up to a bound; answers the turn of the first for which there was no room. */
    private static Optional<Integer> read(PreparedStatement query, int limit, long maxBytes, List<Frame> frames)
            throws SQLException {
        query.setFetchSize(FETCH_SIZE);
        long bytes = 0;
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                String content = row.getString(4);
                String facts = row.getString(3);
                bytes += StorableText.utf8Length(facts) + (content == null ? 0 : StorableText.utf8Length(content));
                if (frames.size() == limit || bytes > maxBytes && !frames.isEmpty()) {
                    return Optional.of(row.getInt(1));
                }
                frames.add(new Frame(
                        row.getInt(1),
                        row.getObject(2, OffsetDateTime.class).toInstant(),
                        StorableText.decode(content),
                        new Facts(StoredJson.object(facts)),
                        null));
            }
        }
        return Optional.empty();
    }

    /** Those from a turn on, most without their texts: at least one unless that was the end. */
    List<Frame> outline(int fromTurn, int limit, long maxBytes) throws SQLException {
        List<Frame> frames = new ArrayList<>();
        try (PreparedStatement outline = Jdbc.prepare(connection, OUTLINE)) {
            outline.setObject(1, session);
            outline.setInt(2, fromTurn);
            outline.setInt(3, limit);
            read(outline, limit, maxBytes, frames);
        }
        return frames;
    }

    Optional<Frame> at(int turn) throws SQLException {
        List<Frame> frames = new ArrayList<>();
        try (PreparedStatement one = Jdbc.prepare(connection, ONE)) {
            one.setObject(1, session);
            one.setInt(2, turn);
            read(one, 1, Long.MAX_VALUE, frames);
        }
        return frames.stream().findFirst();
    }

    private List<Frame> paired(List<Frame> frames) throws SQLException {
        List<String> sequences = frames.stream()
                .filter(frame -> frame.isRequest()
                        || frame.facts().text("kind").filter("batch"::equals).isPresent())
                .flatMap(frame -> frame.facts().number("sequence").stream())
                .map(String::valueOf)
                .toList();
        if (sequences.isEmpty()) {
            return frames;
        }
        Map<String, Long> answers = new HashMap<>();
        try (PreparedStatement query = Jdbc.prepare(connection, ANSWERS)) {
            query.setObject(1, session);
            query.setArray(2, SqlArray.ofTexts(connection, sequences.stream()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    String request = row.getString(1);
                    // the first answer comes last, and stays
                    sequence(row.getString(2)).ifPresent(sequence -> answers.put(request, sequence));
                }
            }
        }
        return frames.stream()
                .map(frame -> frame.facts()
                        .number("sequence")
                        .map(sequence -> frame.answeredBy(answers.get(sequence.toString())))
                        .orElse(frame))
                .toList();
    }

    private static Optional<Long> sequence(String text) {
        try {
            return Optional.ofNullable(text).map(Long::valueOf);
        } catch (NumberFormatException notWritten) {
            return Optional.empty();
        }
    }
}
