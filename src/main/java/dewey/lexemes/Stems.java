package dewey.lexemes;

import dewey.database.Jdbc;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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

    /** The lexeme of each of these words, empty for a stop word. */
    Map<String, String> of(Connection connection, Collection<Words> texts) throws SQLException {
        Map<String, String> stems = new HashMap<>();
        Set<String> unknown = new HashSet<>();
        for (Words text : texts) {
            text.words().forEach(word -> look(word, stems, unknown));
            text.parts().forEach(word -> look(word, stems, unknown));
        }
        if (!unknown.isEmpty()) {
            ask(connection, unknown, stems);
        }
        return stems;
    }

    private void look(String word, Map<String, String> stems, Set<String> unknown) {
        if (stems.containsKey(word)) {
            return;
        }
        String stem = isPlain(word) ? word.toLowerCase(Locale.ROOT) : remembered(word);
        if (stem == null) {
            unknown.add(word);
        } else {
            stems.put(word, stem);
        }
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

    private String remembered(String word) {
        String stem = recent.get(word);
        if (stem == null) {
            stem = older.get(word);
            if (stem != null) {
                remember(word, stem);
            }
        }
        return stem;
    }

    private void remember(String word, String stem) {
        if (recent.size() >= MOST) {
            older = recent;
            recent = new ConcurrentHashMap<>();
        }
        recent.put(word, stem);
    }

    private void ask(Connection connection, Set<String> words, Map<String, String> stems) throws SQLException {
        try (PreparedStatement ask = Jdbc.prepare(connection, ASK)) {
            ask.setArray(1, connection.createArrayOf("text", words.toArray()));
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    String stem = row.getString(2) == null ? STOP_WORD : row.getString(2);
                    stems.put(row.getString(1), stem);
                    remember(row.getString(1), stem);
                }
            }
        }
    }
}
