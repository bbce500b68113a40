package dewey.database;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What the database takes for text and for a letter; both were decided for good when it was created. */
final class TextRules {
    private static final System.Logger LOG = System.getLogger("dewey.database");
    private static final String ASK =
            """
            SELECT pg_encoding_to_char(encoding), datctype
              FROM pg_database
             WHERE datname = current_database()""";

    private TextRules() {}

    /**
     * Warns of a database whose search is poor.
     *
     * @throws MigrationFailed when the database cannot hold every text
     */
    static void check(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rules = statement.executeQuery(ASK)) {
            rules.next();
            String encoding = rules.getString(1);
            String letters = rules.getString(2);
            if (!encoding.equals("UTF8")) {
                throw new MigrationFailed("the database's encoding is " + encoding
                        + ", which cannot hold every text; create one with ENCODING 'UTF8' TEMPLATE template0");
            }
            if (letters.equals("C") || letters.equals("POSIX")) {
                LOG.log(
                        Level.WARNING,
                        "the database''s LC_CTYPE is {0}: the search will not part words from typographic quotation marks and"
                                + " dashes, nor find words with other than ASCII letters in another case; create the"
                                + " database with LC_CTYPE ''C.UTF-8'', for instance",
                        letters);
            }
        }
    }
}
