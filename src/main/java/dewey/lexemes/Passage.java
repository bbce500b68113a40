package dewey.lexemes;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Words that follow each other in a search vector and have one weight, and what becomes of each. Used by one thread at a time. */
final class Passage {
    private final List<String> words;
    private final String weight;
    private final String[] lexemes;
    private boolean isWhole;

    /** @param weight A, B or C; empty for D */
    Passage(List<String> words, String weight) {
        this.words = words;
        this.weight = weight;
        lexemes = new String[words.size()];
    }

    /**
     * Looks up each word that has no lexeme yet.
     *
     * @param stems gives null for a word that it does not know
     * @param unknown is told those words
     * @return whether each word has its lexeme now
     */
    boolean stem(UnaryOperator<String> stems, Consumer<String> unknown) {
        if (isWhole) {
            return true;
        }
        isWhole = true;
        for (int i = 0; i < lexemes.length; i++) {
            if (lexemes[i] == null) {
                lexemes[i] = stems.apply(words.get(i));
                if (lexemes[i] == null) {
                    unknown.accept(words.get(i));
                    isWhole = false;
                }
            }
        }
        return isWhole;
    }

    /**
     * Writes it down as PostgreSQL reads a tsvector.
     *
     * @param after the last place that is taken
     * @return the last place that is taken now: as with PostgreSQL's operator {@code ||}, stop words at the end take none
     */
    int write(StringBuilder text, int after) {
        int last = after;
        for (int i = 0; i < lexemes.length; i++) {
            // a stop word has its place, but stands nowhere
            if (!lexemes[i].isEmpty()) {
                last = after + i + 1;
                text.append(lexemes[i]).append(':').append(last).append(weight).append(' ');
            }
        }
        return last;
    }
}
