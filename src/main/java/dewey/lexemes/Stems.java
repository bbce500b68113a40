package dewey.lexemes;

import dewey.database.Jdbc;
import dewey.database.SqlArray;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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

    Search search() {
        return new Search();
    }

    /** Writes the lexeme of each word beside it, as far as they are known. */
    void stem(Passage passage) {
        passage.stem(this::known, word -> {});
    }

    /** For the words of one call; asks the database at most once. Used by one thread. */
    final class Search {
        private final List<Passage> unfinished = new ArrayList<>();
        private final Set<String> unknown = new HashSet<>();

        /** Writes the lexeme of each word beside it, empty for a stop word; of a word that is not known, later. */
        void stem(Passage passage) {
            if (!passage.stem(Stems.this::known, unknown::add)) {
                unfinished.add(passage);
            }
        }

        void askForTheRest(Connection connection) throws SQLException {
            if (!unknown.isEmpty()) {
                // what was just asked may be forgotten again before it is needed, when others ask for many words
                // meanwhile
                Map<String, String> stems = ask(connection, unknown);
                unfinished.forEach(passage -> passage.stem(stems::get, word -> {}));
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
            forgetTheOldest();
        }
        recent.put(word, stem);
    }

    private synchronized void forgetTheOldest() {
        // another thread may have done it meanwhile
        if (recent.size() >= MOST) {
            older = recent;
            recent = new ConcurrentHashMap<>();
        }
    }

    private Map<String, String> ask(Connection connection, Set<String> words) throws SQLException {
        Map<String, String> stems = new HashMap<>();
        try (PreparedStatement ask = Jdbc.prepare(connection, ASK)) {
            ask.setArray(1, SqlArray.ofTexts(connection, words.stream()));
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    String word = row.getString(1);
                    String stem = Objects.requireNonNullElse(row.getString(2), STOP_WORD);
                    // most words are their own stem, and one text of it in memory is enough
                    stem = stem.equals(word) ? word : stem;
                    stems.put(word, stem);
                    remember(word, stem);
                }
            }
        }
        return stems;
    }
}
