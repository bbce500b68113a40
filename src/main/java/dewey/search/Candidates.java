package dewey.search;

import dewey.database.Jdbc;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The messages that come into question, roughly ranked.
 *
 * <p>Not all that hold any word of the query: in a large store nearly every message holds one of the frequent ones. A {@link Choice} of
 * the words selects.
 *
 * @param best roughly the best first, no more than were wanted
 * @param found how many there are
 * @param isComplete whether these are all messages that match
 * @param isCut whether even of the messages that hold the rarest word only the newest were looked at
 */
record Candidates(List<Candidate> best, int found, boolean isComplete, boolean isCut) {
    /** Of one word that stands in more messages than this the newest are looked at. */
    static final int MOST = 5_000;

    /** One message that matches, and how well its words alone do. */
    record Candidate(UUID conversationId, int turn, UUID id, float score) {}

    /** What the first stage asks PostgreSQL. */
    record Selection(List<Weighted> units, Choice choice, Scope scope, int most, int wanted) {
        Selection with(Choice other) {
            return new Selection(units, other, scope, most, wanted);
        }

        String sql() {
            String score = units.stream()
                    .map(unit -> unit.weight() + " * " + unit.frequency("words"))
                    .collect(Collectors.joining(" + "));
            // a vector that is stored apart is fetched once, and not once for each unit; OFFSET 0 keeps it so
            return "SELECT conversation_id, turn_number, id, (" + score + ")::real AS score, count(*) OVER ()"
                    + " FROM (SELECT conversation_id, turn_number, id, search || ''::tsvector AS words FROM ("
                    + "SELECT m.conversation_id, m.turn_number, m.id, m.search"
                    + (choice.isWithin() ? scope.fromNamed() : scope.from())
                    + " WHERE m.search @@ ?::tsquery AND " + scope.condition()
                    // of more than can be looked at the newest are taken, else all in whatever order they come
                    + (choice.isMany() ? " ORDER BY m.id DESC" : "") + " LIMIT " + most + ") found OFFSET 0) matching"
                    + " ORDER BY score DESC, id DESC LIMIT " + wanted;
        }

        void bind(PreparedStatement select) throws SQLException {
            int next = 1;
            for (Weighted weighted : units) {
                Scope.setTsquery(select, next++, weighted.unit().tsquery());
            }
            next = choice.isWithin() ? scope.bindNamed(select, next) : next;
            Scope.setTsquery(select, next++, choice.tsquery());
            scope.bind(select, next);
        }
    }

    /** @param wanted how many are to be given, roughly the best */
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
        return new Candidates(best, found, selection.choice().isAll() && !isCut, isCut);
    }
}
