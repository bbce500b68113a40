package dewey.search;

import dewey.database.Jdbc;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The best candidates and the turns around them, with what each holds of the query. */
final class Neighbourhoods {
    /** How many turns on each side are looked at. */
    static final int REACH = 2;

    /** One message.
     *
     * @param length how many different words it has
     * @param isHit whether it matches, and may be found
     * @param isSelected whether it holds what the candidates were selected by
     * @param inContent for each unit, how often what was said holds it
     * @param inAll the same with the name of who said it
     */
    record Turn(
            UUID conversationId,
            int turn,
            UUID id,
            int length,
            boolean isHit,
            boolean isSelected,
            double[] inContent,
            double[] inAll) {}

    private record Place(UUID conversationId, int turn) {}

    private Neighbourhoods() {}

    static List<Turn> load(
            Connection connection, List<Candidates.Candidate> best, CompiledQuery query, Candidates.Selection selection)
            throws SQLException {
        List<Weighted> units = selection.units();
        Scope scope = selection.scope();
        Set<Place> places = new LinkedHashSet<>();
        for (Candidates.Candidate candidate : best) {
            for (int turn = candidate.turn() - REACH; turn <= candidate.turn() + REACH; turn++) {
                places.add(new Place(candidate.conversationId(), turn));
            }
        }
        List<Turn> turns = new ArrayList<>();
        try (PreparedStatement load = Jdbc.prepare(connection, sql(units, scope))) {
            int next = 1;
            for (int copy = 0; copy < 2; copy++) {
                for (Weighted weighted : units) {
                    Scope.setTsquery(load, next++, weighted.unit().tsquery());
                }
            }
            Scope.setTsquery(load, next++, query.matching(query.units()));
            next = scope.bind(load, next);
            Scope.setTsquery(load, next++, selection.matching());
            load.setArray(next++, array(connection, "uuid", places.stream().map(Place::conversationId)));
            load.setArray(next, array(connection, "int4", places.stream().map(Place::turn)));
            try (ResultSet row = load.executeQuery()) {
                while (row.next()) {
                    turns.add(new Turn(
                            row.getObject(1, UUID.class),
                            row.getInt(2),
                            row.getObject(3, UUID.class),
                            row.getInt(4),
                            row.getBoolean(5),
                            row.getBoolean(6),
                            occurrences(row.getArray(7)),
                            occurrences(row.getArray(8))));
                }
            }
        }
        return turns;
    }

    static String sql(List<Weighted> units, Scope scope) {
        return "SELECT conversation_id, turn_number, id, length(words), is_hit, is_selected, "
                + frequencies(units, "{1,0,0,0}")
                + ", "
                + frequencies(units, "{1,1,1,1}")
                + " FROM (SELECT m.conversation_id, m.turn_number, m.id, m.search || ''::tsvector AS words,"
                + " m.search @@ ?::tsquery AND " + scope.condition()
                + " AS is_hit, m.search @@ ?::tsquery AS is_selected" + scope.from()
                + " JOIN unnest(?::uuid[], ?::int[]) place (conversation_id, turn)"
                + " ON m.conversation_id = place.conversation_id AND m.turn_number = place.turn OFFSET 0) turns";
    }

    private static String frequencies(List<Weighted> units, String weights) {
        return units.stream()
                .map(unit -> unit.frequency("words", weights))
                .collect(Collectors.joining(", ", "ARRAY[", "]::real[]"));
    }

    private static double[] occurrences(Array ranks) throws SQLException {
        Float[] each = (Float[]) ranks.getArray();
        double[] occurrences = new double[each.length];
        for (int i = 0; i < each.length; i++) {
            occurrences[i] = Weighted.occurrences(each[i]);
        }
        return occurrences;
    }

    private static Array array(Connection connection, String type, java.util.stream.Stream<?> values)
            throws SQLException {
        return connection.createArrayOf(type, values.toArray());
    }
}
