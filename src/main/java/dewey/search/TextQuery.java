package dewey.search;

import dewey.database.Jdbc;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * The terms as PostgreSQL looks for them.
 *
 * @param tsquery in the spelling that PostgreSQL itself gave it, so that it can be read back
 * @param needles the wanted terms in lower case, and their words in the form in which they are indexed
 */
record TextQuery(String tsquery, String[] needles) {
    /** The language of the column {@code messages.search}. */
    static final String LANGUAGE = "english";

    /**
     * The functions that make a tsquery out of plain text know no operators, so no text is an error to them. Each term's own
     * query is put into brackets, and one of stop words only is left out.
     */
    private static final String COMPILE =
            """
            SELECT set_config('statement_timeout', ?, true),
                   (SELECT string_agg('(' || q || ')', ' | ')
                      FROM (SELECT phraseto_tsquery('english', term)::text AS q FROM unnest(terms.wanted) term) queries
                     WHERE q <> ''),
                   (SELECT string_agg('(' || q || ')', ' | ')
                      FROM (SELECT phraseto_tsquery('english', term)::text AS q FROM unnest(terms.unwanted) term) queries
                     WHERE q <> ''),
                   array(SELECT lower(term) FROM unnest(terms.wanted) term)
                       || tsvector_to_array(to_tsvector('english', array_to_string(terms.wanted, ' ')))
              FROM (SELECT ?::text[] AS wanted, ?::text[] AS unwanted) terms""";

    /** Also sets the time limit of this statement's followers in the transaction. Empty: there is nothing to look for. */
    static Optional<TextQuery> compile(Connection connection, QueryTerms terms, Duration timeLimit)
            throws SQLException {
        try (PreparedStatement compile = Jdbc.prepare(connection, COMPILE)) {
            compile.setString(1, Long.toString(timeLimit.toMillis()));
            compile.setArray(2, connection.createArrayOf("text", terms.wanted().toArray()));
            compile.setArray(
                    3, connection.createArrayOf("text", terms.unwanted().toArray()));
            try (ResultSet row = compile.executeQuery()) {
                row.next();
                String wanted = row.getString(2);
                String unwanted = row.getString(3);
                if (wanted == null) {
                    return Optional.empty();
                }
                String tsquery = unwanted == null ? wanted : "(" + wanted + ") & !(" + unwanted + ")";
                return Optional.of(
                        new TextQuery(tsquery, (String[]) row.getArray(4).getArray()));
            }
        }
    }
}
