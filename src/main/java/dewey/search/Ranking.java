package dewey.search;

import dewey.search.Candidates.Candidate;
import dewey.search.Neighbourhoods.Turn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Which messages match and how well: their keys only, because the contents of most are never shown.
 *
 * @param ranked best first, ties by id; all, or enough for what is wanted
 * @param total how many were found
 * @param isComplete whether these are all messages that match; otherwise those with only frequent words of the query are missing
 * @param isCut whether there was more than could be looked at
 * @param statistics by which it was ranked
 */
record Ranking(List<Ranked> ranked, long total, boolean isComplete, boolean isCut, Statistics statistics) {
    /**
     * So many of the candidates are looked at with what was said around them; all that match nearby then come into question, too. The
     * others follow in the order of their own words.
     */
    static final int CLOSELY = 100;

    /** Of conversations that are named and hold no more messages than this, all that match are looked at. */
    static final int SMALL = 5_000;

    /** The words by which messages are ranked: of a long text that is pasted as a query, the rarest. */
    static final int WEIGHED = 24;

    static final Comparator<Ranked> BEST_FIRST =
            Comparator.comparing(Ranked::rank).thenComparing(Ranking::unsigned).reversed();

    /**
     * @param most how many messages may be looked at
     * @param wanted how many are to be shown, from the first on; there are more in the list, and more than {@link #CLOSELY} only if so
     *     many are wanted
     */
    static Ranking of(
            Connection connection, CompiledQuery query, Statistics statistics, Scope scope, int most, int wanted)
            throws SQLException {
        List<Weighted> units = heaviest(query.units(), statistics);
        if (units.isEmpty()) {
            return new Ranking(List.of(), 0, true, false, statistics);
        }
        Candidates.Selection selection = new Candidates.Selection(
                units,
                choice(connection, query, units, statistics, scope, most),
                scope,
                most,
                wanted > CLOSELY ? most : CLOSELY);
        Candidates candidates = Candidates.select(connection, selection);
        while (candidates.found() < CLOSELY && selection.choice().next() != null) {
            selection = selection.with(selection.choice().next());
            candidates = Candidates.select(connection, selection);
        }
        if (candidates.found() == 0) {
            return new Ranking(List.of(), 0, true, false, statistics);
        }
        List<Candidate> best =
                candidates.best().subList(0, Math.min(CLOSELY, candidates.best().size()));
        List<Turn> turns = Neighbourhoods.load(connection, best, query, selection);
        List<Ranked> ranked = new ArrayList<>(Scoring.rank(units, turns));
        Set<UUID> known = new HashSet<>();
        ranked.forEach(one -> known.add(one.id()));
        for (Candidate candidate : candidates.best()) {
            if (known.add(candidate.id())) {
                ranked.add(behind(candidate));
            }
        }
        ranked.sort(BEST_FIRST);
        long besides = turns.stream()
                .filter(turn -> turn.isHit() && !turn.isSelected())
                .count();
        return new Ranking(
                ranked, candidates.found() + besides, candidates.isComplete(), candidates.isCut(), statistics);
    }

    static Choice choice(
            Connection connection,
            CompiledQuery query,
            List<Weighted> units,
            Statistics statistics,
            Scope scope,
            int most)
            throws SQLException {
        if (query.isRequired()) {
            return Choice.required(query);
        }
        if (!scope.isNamed()) {
            return Choice.of(query, units, statistics.messages(), most, null);
        }
        Choice within = Choice.within(query, units);
        return scope.isSmall(connection, SMALL) ? within : Choice.of(query, units, statistics.messages(), most, within);
    }

    static List<Weighted> heaviest(List<Unit> units, Statistics statistics) {
        return IntStream.range(0, units.size())
                .mapToObj(i -> Weighted.of(units.get(i), statistics.holding(i), statistics.messages()))
                .filter(unit -> unit.holding() > 0)
                .sorted(Comparator.comparingLong(Weighted::holding))
                .limit(WEIGHED)
                .toList();
    }

    /** Ranked below 1, where those that were looked at closely have more. */
    private static Ranked behind(Candidate candidate) {
        float score = candidate.score();
        return new Ranked(candidate.conversationId(), candidate.turn(), candidate.id(), score / (1 + score));
    }

    /** An id as a text sorts as PostgreSQL sorts it; as a number of Java it would be signed. */
    private static String unsigned(Ranked ranked) {
        return ranked.id().toString();
    }
}
