package dewey.search;

import dewey.database.Jdbc;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The messages that come into question, roughly ranked.
 *
 * <p>Not all that hold any word of the query: in a large store nearly every message holds one of the frequent ones. The rarest words
 * select, until together they stand in {@value #ENOUGH} messages.
 *
 * @param best roughly the best first, no more than were wanted
 * @param found how many there are
 * @param isComplete whether these are all messages that match
 * @param isCut whether even of the messages that hold the rarest word only the newest were looked at
 */
record Candidates(List<Candidate> best, int found, boolean isComplete, boolean isCut) {
    /**
     * The first stage of two: the best of 372,000 messages in 25 ms where ranking all that match took 560 (docs/search.md). Half as
     * many found the same top ten.
     */
    static final int ENOUGH = 2_500;

    /** Of one word that stands in more messages than this the newest are looked at. */
    static final int MOST = 10_000;

    /** One message that matches, and how well its words alone do. */
    record Candidate(UUID conversationId, int turn, UUID id, float score) {}

    /** What the first stage asks PostgreSQL. */
    record Selection(
            List<Weighted> units,
            List<Unit> selecting,
            String matching,
            Scope scope,
            int most,
            boolean isMany,
            int wanted) {
        String sql() {
            String score = units.stream()
                    .map(unit -> unit.weight() + " * " + unit.frequency("words"))
                    .collect(Collectors.joining(" + "));
            // a vector that is stored apart is fetched once, and not once for each unit; OFFSET 0 keeps it so
            return "SELECT conversation_id, turn_number, id, (" + score + ")::real AS score, count(*) OVER ()"
                    + " FROM (SELECT conversation_id, turn_number, id, search || ''::tsvector AS words FROM ("
                    + "SELECT m.conversation_id, m.turn_number, m.id, m.search" + scope.from()
                    + " WHERE m.search @@ ?::tsquery AND " + scope.condition()
                    // of more than can be looked at the newest are taken, else all in whatever order they come
                    + (isMany ? " ORDER BY m.id DESC" : "") + " LIMIT " + most + ") found OFFSET 0) matching"
                    + " ORDER BY score DESC, id DESC LIMIT " + wanted;
        }

        void bind(PreparedStatement select) throws SQLException {
            int next = 1;
            for (Weighted weighted : units) {
                Scope.setTsquery(select, next++, weighted.unit().tsquery());
            }
            Scope.setTsquery(select, next++, matching);
            scope.bind(select, next);
        }
    }

    /** @param wanted how many are to be given, roughly the best */
    static Selection selection(CompiledQuery query, List<Weighted> units, Scope scope, int most, int wanted) {
        List<Unit> all = units.stream().map(Weighted::unit).toList();
        if (query.isRequired()) {
            return new Selection(units, all, query.constraint(), scope, most, true, wanted);
        }
        List<Unit> rarest = rarest(units);
        return new Selection(units, rarest, query.matching(rarest), scope, most, holding(units, rarest) > most, wanted);
    }

    static Candidates select(Connection connection, Selection selection) throws SQLException {
        List<Candidate> best = new ArrayList<>();
        int found = 0;
        try (PreparedStatement select = Jdbc.prepare(connection, selection.sql())) {
            selection.bind(select);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found = row.getInt(5);
                    best.add(new Candidate(
                            row.getObject(1, UUID.class),
                            row.getInt(2),
                            row.getObject(3, UUID.class),
                            row.getFloat(4)));
                }
            }
        }
        boolean isCut = found == selection.most();
        boolean isComplete = selection.selecting().size() == selection.units().size();
        return new Candidates(best, found, isComplete && !isCut, isCut);
    }

    private static long holding(List<Weighted> units, List<Unit> some) {
        return units.stream()
                .filter(weighted -> some.contains(weighted.unit()))
                .mapToLong(Weighted::holding)
                .sum();
    }

    static List<Unit> rarest(List<Weighted> units) {
        List<Unit> rarest = new ArrayList<>();
        long messages = 0;
        for (Weighted weighted : units.stream()
                .sorted(Comparator.comparingLong(Weighted::holding))
                .toList()) {
            messages += weighted.holding();
            if (messages > ENOUGH && !rarest.isEmpty()) {
                break;
            }
            rarest.add(weighted.unit());
        }
        return rarest;
    }
}
