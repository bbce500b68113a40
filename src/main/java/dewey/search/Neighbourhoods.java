package dewey.search;

import dewey.database.Jdbc;
import dewey.database.SqlArray;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
     * @param isSpeaker for each unit, whether it is in the name of who said it; nowhere when it is no hit
     */
    record Turn(
            UUID conversationId,
            int turn,
            UUID id,
            int length,
            boolean isHit,
            boolean isSelected,
            double[] inContent,
            boolean[] isSpeaker) {}

    /** Turns of a conversation that follow each other. */
    private record Span(UUID conversationId, int first, int last) {}

    private Neighbourhoods() {}

    static List<Turn> load(
            Connection connection, List<Candidates.Candidate> best, CompiledQuery query, Candidates.Selection selection)
            throws SQLException {
        List<Unit> units = selection.units().stream().map(Weighted::unit).toList();
        List<Unit> names = units.stream().filter(Unit::isLexeme).toList();
        List<Span> spans = spans(best);
        List<Turn> turns = new ArrayList<>();
        try (PreparedStatement load = Jdbc.prepare(connection, sql(selection.units(), selection.scope()))) {
            int next = 1;
            for (Unit unit : units) {
                Scope.setTsquery(load, next++, unit.tsquery());
            }
            for (Unit name : names) {
                Scope.setTsquery(load, next++, name.asSpeaker());
            }
            Scope.setTsquery(load, next++, query.matching(query.units()));
            next = selection.scope().bind(load, next);
            Scope.setTsquery(load, next++, selection.choice().tsquery());
            load.setArray(next++, SqlArray.ofUuids(connection, spans.stream().map(Span::conversationId)));
            load.setArray(next++, SqlArray.ofIntegers(connection, spans.stream().map(Span::first)));
            load.setArray(next, SqlArray.ofIntegers(connection, spans.stream().map(Span::last)));
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
                            speakers(row.getArray(8), units)));
                }
            }
        }
        return turns;
    }

    /** Of turns that lie close together one span, which is one look into the index instead of five for each. */
    private static List<Span> spans(List<Candidates.Candidate> best) {
        List<Span> spans = new ArrayList<>();
        best.stream()
                .sorted(Comparator.comparing(Candidates.Candidate::conversationId)
                        .thenComparing(Candidates.Candidate::turn))
                .forEach(one -> {
                    Span last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
                    int first = one.turn() - REACH;
                    if (last != null
                            && last.conversationId().equals(one.conversationId())
                            && first <= last.last() + 1) {
                        spans.set(spans.size() - 1, new Span(last.conversationId(), last.first(), one.turn() + REACH));
                    } else {
                        spans.add(new Span(one.conversationId(), first, one.turn() + REACH));
                    }
                });
        return spans;
    }

    static String sql(List<Weighted> units, Scope scope) {
        String frequencies = units.stream()
                .map(unit -> unit.frequency("words", "{1,0,0,0}"))
                .collect(Collectors.joining(", ", "ARRAY[", "]::real[]"));
        String speakers = units.stream()
                .filter(unit -> unit.unit().isLexeme())
                .map(unit -> "words @@ ?::tsquery")
                .collect(Collectors.joining(", ", "CASE WHEN is_hit THEN ARRAY[", "]::boolean[] END"));
        return "SELECT conversation_id, turn_number, id, length(words), is_hit, is_selected, " + frequencies + ", "
                + speakers
                + " FROM (SELECT m.conversation_id, m.turn_number, m.id, m.search || ''::tsvector AS words,"
                + " m.search @@ ?::tsquery AND " + scope.condition()
                + " AS is_hit, m.search @@ ?::tsquery AS is_selected" + scope.from()
                + " JOIN unnest(?::uuid[], ?::int[], ?::int[]) span (conversation_id, first, last)"
                + " ON m.conversation_id = span.conversation_id AND m.turn_number BETWEEN span.first AND span.last"
                + " OFFSET 0) turns";
    }

    private static double[] occurrences(Array ranks) throws SQLException {
        Float[] each = (Float[]) ranks.getArray();
        double[] occurrences = new double[each.length];
        for (int i = 0; i < each.length; i++) {
            occurrences[i] = Weighted.occurrences(each[i]);
        }
        return occurrences;
    }

    /** For each unit; only one lexeme can be told to be a name. */
    private static boolean[] speakers(Array names, List<Unit> units) throws SQLException {
        boolean[] speakers = new boolean[units.size()];
        if (names != null) {
            Boolean[] each = (Boolean[]) names.getArray();
            int next = 0;
            for (int i = 0; i < speakers.length; i++) {
                speakers[i] = units.get(i).isLexeme() && each[next++];
            }
        }
        return speakers;
    }
}
