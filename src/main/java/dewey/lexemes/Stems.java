package dewey.lexemes;

import dewey.database.Jdbc;
import dewey.database.SqlArray;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What PostgreSQL makes of words, as it said itself: asked once for each word, and remembered while the word is in use.
 *
 * <p>So a stem is what every version of PostgreSQL takes it for when it is looked for, and none is computed here.
 */
final class Stems {
    /** A generation; two of them are kept, some ten megabytes when both are full. */
    private static final int MOST = 40_000;

    private static final String STOP_WORD = "";

    /** The dictionaries of the configuration {@code english}; of a stop word there is nothing. */
    private static final String ASK =
            """
            SELECT word, (CASE WHEN word ~ '[0-9]' THEN ts_lexize('pg_catalog.simple', word)
                               ELSE ts_lexize('pg_catalog.english_stem', word) END)[1]
              FROM unnest(?::text[]) word""";

    private volatile Map<String, String> recent = new ConcurrentHashMap<>();
    private volatile Map<String, String> older = Map.of();

    /** Writes the lexeme of each word beside it, empty for a stop word; asks the database at most once. */
    void stem(Connection connection, List<Passage> passages) throws SQLException {
        Map<String, String> unknown = new HashMap<>();
        for (Passage passage : passages) {
            passage.stem(this::known).forEach(word -> unknown.put(word, null));
        }
        if (!unknown.isEmpty()) {
            ask(connection, unknown);
            passages.forEach(passage -> passage.stem(unknown::get));
        }
    }

    private String known(String word) {
        String stem = recent.get(word);
        if (stem != null) {
            return stem;
        }
        if (isPlain(word)) {
            return word.toLowerCase(Locale.ROOT);
        }
        stem = older.get(word);
        if (stem != null) {
            remember(word, stem);
        }
        return stem;
    }

    /** What holds a digit is not stemmed, only set in lower case; which lower case I has, Turkish locales say otherwise. */
    private static boolean isPlain(String word) {
        boolean hasDigit = false;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == 'I') {
                return false;
            }
            hasDigit |= Words.isDigit(c);
        }
        return hasDigit;
    }

    private void remember(String word, String stem) {
        if (recent.size() >= MOST) {
            older = recent;
            recent = new ConcurrentHashMap<>();
        }
        recent.put(word, stem);
    }

    private void ask(Connection connection, Map<String, String> unknown) throws SQLException {
        try (PreparedStatement ask = Jdbc.prepare(connection, ASK)) {
            ask.setArray(1, SqlArray.ofTexts(connection, unknown.keySet().stream()));
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    String stem = row.getString(2) == null ? STOP_WORD : row.getString(2);
                    unknown.put(row.getString(1), stem);
                    remember(row.getString(1), stem);
                }
            }
        }
    }
}
