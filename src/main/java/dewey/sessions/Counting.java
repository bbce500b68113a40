package dewey.sessions;

import dewey.database.Jdbc;
import dewey.database.SqlArray;
import jakarta.persistence.EntityManager;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Counts what is stored of sessions whose end has not been noted, unless that would take long. */
final class Counting {
    /** Frames that one call counts in all: some 100 ms. */
    static final int MOST = 50_000;

    // numbers only where the recorder writes them: anybody may store a message with members of those names
    private static final String COUNT =
            """
            SELECT conversation_id,
                   count(*) FILTER (WHERE direction = 'client_to_server' AND form IN ('text', 'binary')) + sum(from_client),
                   count(*) FILTER (WHERE direction = 'server_to_client' AND form IN ('text', 'binary')) + sum(from_server),
                   count(*) FILTER (WHERE direction = 'client_to_server' AND kind = 'request'),
                   count(*) FILTER (WHERE direction = 'server_to_client' AND kind = 'request'),
                   count(*) FILTER (WHERE failed = 'true'),
                   count(*) FILTER (WHERE kind = 'gap'),
                   sum(missing)
              FROM (SELECT conversation_id, metadata ->> 'direction' AS direction, metadata ->> 'form' AS form,
                           metadata ->> 'kind' AS kind, metadata ->> 'failed' AS failed,
                           CASE WHEN jsonb_typeof(metadata #> '{missing,client_to_server}') = 'number'
                                THEN (metadata #>> '{missing,client_to_server}')::numeric ELSE 0 END AS from_client,
                           CASE WHEN jsonb_typeof(metadata #> '{missing,server_to_client}') = 'number'
                                THEN (metadata #>> '{missing,server_to_client}')::numeric ELSE 0 END AS from_server,
                           CASE WHEN jsonb_typeof(metadata #> '{missing,messages}') = 'number'
                                THEN (metadata #>> '{missing,messages}')::numeric ELSE 0 END AS missing
                      FROM messages WHERE conversation_id = ANY (?)) frame
             GROUP BY conversation_id""";

    private Counting() {}

    /** The same sessions, those with counts that had none and are not too long. */
    static List<Session> of(EntityManager entityManager, List<Session> sessions) {
        List<UUID> counted = new ArrayList<>();
        long frames = 0;
        for (Session session : sessions) {
            if (session.counts().isEmpty() && frames + session.frames() <= MOST) {
                frames += session.frames();
                counted.add(session.id());
            }
        }
        if (counted.isEmpty()) {
            return sessions;
        }
        Map<UUID, Counts> counts = Jdbc.run(entityManager, connection -> count(connection, counted));
        Counts none = new Counts(new Counts.Sides(0, 0), new Counts.Sides(0, 0), 0, 0, 0);
        return sessions.stream()
                .map(session -> counted.contains(session.id())
                        ? session.with(counts.getOrDefault(session.id(), none))
                        : session)
                .toList();
    }

    private static Map<UUID, Counts> count(Connection connection, List<UUID> ids) throws SQLException {
        Map<UUID, Counts> counts = new HashMap<>();
        try (PreparedStatement count = Jdbc.prepare(connection, COUNT)) {
            count.setArray(1, SqlArray.ofUuids(connection, ids.stream()));
            try (ResultSet row = count.executeQuery()) {
                while (row.next()) {
                    counts.put(
                            row.getObject(1, UUID.class),
                            new Counts(
                                    new Counts.Sides(number(row, 2), number(row, 3)),
                                    new Counts.Sides(number(row, 4), number(row, 5)),
                                    number(row, 6),
                                    number(row, 7),
                                    number(row, 8)));
                }
            }
        }
        return counts;
    }

    private static long number(ResultSet row, int column) throws SQLException {
        BigDecimal number = row.getBigDecimal(column);
        return number == null ? 0 : number.longValue();
    }
}
