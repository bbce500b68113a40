package dewey.lexemes;

import dewey.database.Jdbc;
import dewey.database.SqlArray;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

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
    void stem(Connection connection, List<List<Passage>> messages) throws SQLException {
        Set<String> unknown = new HashSet<>();
        stem(messages, this::known, unknown);
        if (!unknown.isEmpty()) {
            // what was just asked may be forgotten again before it is needed, when others ask for many words meanwhile
            stem(messages, ask(connection, unknown)::get, new HashSet<>());
        }
    }

    private static void stem(List<List<Passage>> messages, UnaryOperator<String> stems, Set<String> unknown) {
        for (List<Passage> passages : messages) {
            for (Passage passage : passages) {
                passage.stem(stems, unknown);
            }
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

    private Map<String, String> ask(Connection connection, Set<String> words) throws SQLException {
        Map<String, String> stems = new HashMap<>();
        try (PreparedStatement ask = Jdbc.prepare(connection, ASK)) {
            ask.setArray(1, SqlArray.ofTexts(connection, words.stream()));
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    String stem = row.getString(2) == null ? STOP_WORD : row.getString(2);
                    stems.put(row.getString(1), stem);
                    remember(row.getString(1), stem);
                }
            }
        }
        return stems;
    }
}
