package dewey.lexemes;

import dewey.database.Jdbc;
import jakarta.json.JsonValue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Makes the search vectors of messages at a fraction of what PostgreSQL's parser takes for them (docs/search.md).
 *
 * <p>They are those that the database's own {@code search_vector} would make; what is not certain to be is left to it: a trigger makes
 * the vector of each row that comes without one. Whether the two agree is asked once, by a sample.
 */
public final class SearchVectors {
    private static final Logger LOG = System.getLogger("dewey.search");

    /** A prefix of longer texts is indexed, and places beyond 16,383 are none to PostgreSQL. */
    private static final int LONGEST = 100_000;

    private static final int MOST_WORDS = 16_000;

    private static final Said SAMPLE = new Said(
            "Ada",
            "assistant",
            "The runner's 2nd HTTPServer — “getUserName2” in src/main/Fox_test.java: 1,000 × 12e5f naïve Größen → ran ✅ 🎉 it's I2C.",
            JsonValue.EMPTY_JSON_OBJECT);
    private static final String AGREES = "SELECT search_vector(?, ?, ?, '{}') IS NOT DISTINCT FROM ?::tsvector";

    private final Stems stems = new Stems();
    private volatile Boolean agrees;

    /**
     * A search vector as far as it can be made without asking the database: by whoever has something to store, so that it is no work any more
     * when it is stored. Used by one thread at a time.
     */
    public static final class Draft {
        private final List<Passage> passages;

        private Draft(List<Passage> passages) {
            this.passages = passages;
        }
    }

    /** Begins the vector of what was said, for {@link #finished}. */
    public Draft draft(Said said) {
        if (Boolean.FALSE.equals(agrees)) {
            return new Draft(List.of());
        }
        List<Passage> passages = cut(said);
        passages.forEach(stems::stem);
        return new Draft(passages);
    }

    /** The text of a tsvector for each, or null where the database is to make it. */
    public List<String> of(Connection connection, List<Said> all) throws SQLException {
        // each text by itself: its words are still in the processor's cache
        return finished(connection, all.stream().map(this::draft).toList());
    }

    /** The same for what was begun. */
    public List<String> finished(Connection connection, List<Draft> drafts) throws SQLException {
        if (agrees == null) {
            agrees = agrees(connection);
        }
        return agrees ? made(connection, drafts) : Collections.nCopies(drafts.size(), null);
    }

    private boolean agrees(Connection connection) throws SQLException {
        String own = made(connection, List.of(draft(SAMPLE))).get(0);
        try (PreparedStatement ask = Jdbc.prepare(connection, AGREES)) {
            ask.setString(1, SAMPLE.author());
            ask.setString(2, SAMPLE.role());
            ask.setString(3, SAMPLE.content());
            ask.setString(4, own);
            try (ResultSet row = ask.executeQuery()) {
                row.next();
                if (!row.getBoolean(1)) {
                    LOG.log(
                            Level.INFO,
                            "this PostgreSQL takes words in its own way: it makes all search vectors itself");
                }
                return row.getBoolean(1);
            }
        }
    }

    private List<String> made(Connection connection, List<Draft> drafts) throws SQLException {
        Stems.Search search = stems.search();
        drafts.forEach(draft -> draft.passages.forEach(search::stem));
        search.askForTheRest(connection);
        List<String> made = new ArrayList<>(drafts.size());
        StringBuilder text = new StringBuilder();
        for (Draft draft : drafts) {
            made.add(draft.passages.isEmpty() ? null : written(draft.passages, text));
            text.setLength(0);
        }
        return made;
    }

    /** Nothing where this is for PostgreSQL to do. */
    private static List<Passage> cut(Said said) {
        if (!said.isEnglish() || said.content().length() > LONGEST) {
            return List.of();
        }
        Optional<Words> speaker = said.speaker().flatMap(Words::of);
        Optional<Words> role = Words.of(said.role());
        Optional<Words> content = Words.of(said.content());
        return speaker.isEmpty()
                        || role.isEmpty()
                        || content.isEmpty()
                        || size(speaker.get(), content.get()) > MOST_WORDS
                ? List.of()
                : List.of(
                        new Passage(speaker.get().words(), "A"),
                        new Passage(role.get().words(), "B"),
                        new Passage(content.get().words(), ""),
                        new Passage(content.get().parts(), ""));
    }

    private static int size(Words speaker, Words content) {
        return speaker.words().size() + content.words().size() + content.parts().size();
    }

    private static String written(List<Passage> passages, StringBuilder text) {
        int place = 0;
        for (Passage passage : passages) {
            place = passage.write(text, place);
        }
        return text.toString();
    }
}
