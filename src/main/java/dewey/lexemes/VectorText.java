package dewey.lexemes;

import java.util.List;
import java.util.Map;

/** A tsvector, written down as PostgreSQL reads it; texts that are added follow each other as with its operator {@code ||}. */
final class VectorText {
    private final Map<String, String> stems;
    private final StringBuilder text = new StringBuilder();
    private int last;

    VectorText(Map<String, String> stems) {
        this.stems = stems;
    }

    /** @param weight A, B or C; empty for D */
    VectorText add(List<String> words, String weight) {
        int place = last;
        for (String word : words) {
            // a stop word has its place, but stands nowhere
            place++;
            String lexeme = stems.get(word);
            if (!lexeme.isEmpty()) {
                text.append(lexeme).append(':').append(place).append(weight).append(' ');
                last = place;
            }
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
