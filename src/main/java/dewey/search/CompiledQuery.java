package dewey.search;

import dewey.database.Jdbc;
import dewey.database.SqlArray;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A query as PostgreSQL looks for it.
 *
 * @param units what the wanted terms are in the index, the same thing once
 * @param constraint the required and the unwanted as one tsquery; empty when there are none
 * @param isRequired whether the constraint tells what must be there, and not only what must not
 */
record CompiledQuery(List<Unit> units, String constraint, boolean isRequired) {
    /**
     * The functions that make a tsquery out of plain text know no operators, so no text is an error to them. A term of stop words
     * only has no nodes and is left out. Plans are made for the words at hand: how many messages hold them decides everything. One
     * process each: others search, too, and to start helpers takes longer than most searches.
     */
    private static final String COMPILE =
            """
            SELECT DISTINCT term.place, query::text, numnode(query) = 1 AND term.kind = 'WORDS',
                   set_config('statement_timeout', ?, true), set_config('plan_cache_mode', 'force_custom_plan', true),
                   set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true)
              FROM unnest(?::text[], ?::text[]) WITH ORDINALITY term (kind, text, place)
             CROSS JOIN unnest(?::text[]) language
             CROSS JOIN LATERAL (SELECT CASE term.kind
                        WHEN 'PREFIX' THEN to_tsquery('simple', quote_literal(term.text) || ':*')
                        ELSE phraseto_tsquery(search_language(language), search_words(term.text)) END AS query) compiled
             WHERE numnode(query) > 0
             ORDER BY 1, 2""";

    CompiledQuery {
        units = List.copyOf(units);
    }

    /** Also sets the time limit of this statement's followers in the transaction. */
    static CompiledQuery compile(Connection connection, QueryText text, List<String> languages, Duration timeLimit)
            throws SQLException {
        List<Term> terms = new ArrayList<>(text.wanted());
        text.required().forEach(terms::addAll);
        terms.addAll(text.unwanted());
        List<List<Unit>> compiled = new ArrayList<>();
        terms.forEach(term -> compiled.add(new ArrayList<>()));
        try (PreparedStatement compile = Jdbc.prepare(connection, COMPILE)) {
            compile.setString(1, Long.toString(timeLimit.toMillis()));
            compile.setArray(2, SqlArray.ofTexts(connection, terms.stream().map(term -> term.kind()
                    .name())));
            compile.setArray(3, SqlArray.ofTexts(connection, terms.stream().map(Term::text)));
            compile.setArray(4, SqlArray.ofTexts(connection, languages.stream()));
            try (ResultSet row = compile.executeQuery()) {
                while (row.next()) {
                    compiled.get(row.getInt(1) - 1).add(Unit.of(row.getString(2), row.getBoolean(3)));
                }
            }
        }
        return of(text, compiled);
    }

    private static CompiledQuery of(QueryText text, List<List<Unit>> compiled) {
        Set<Unit> wanted = new LinkedHashSet<>();
        compiled.subList(0, text.wanted().size()).forEach(wanted::addAll);
        List<String> constraints = new ArrayList<>();
        int next = text.wanted().size();
        for (List<Term> group : text.required()) {
            List<Unit> alternatives = flat(compiled.subList(next, next += group.size()));
            if (!alternatives.isEmpty()) {
                constraints.add(any(alternatives));
            }
        }
        boolean isRequired = !constraints.isEmpty();
        List<Unit> unwanted = flat(compiled.subList(next, compiled.size()));
        if (!unwanted.isEmpty()) {
            constraints.add("!" + any(unwanted));
        }
        return new CompiledQuery(List.copyOf(wanted), String.join(" & ", constraints), isRequired);
    }

    private static List<Unit> flat(List<List<Unit>> units) {
        return units.stream().flatMap(List::stream).toList();
    }

    /** The tsquery of messages that hold one of these. */
    static String any(List<Unit> units) {
        return units.stream().map(unit -> "(" + unit.tsquery() + ")").collect(Collectors.joining(" | ", "(", ")"));
    }

    /** The tsquery of messages that match and hold one of these units. */
    String matching(List<Unit> some) {
        return constrained(any(some));
    }

    /** A tsquery, narrowed by the required and the unwanted. */
    String constrained(String tsquery) {
        return constraint.isEmpty() ? tsquery : tsquery + " & " + constraint;
    }
}
