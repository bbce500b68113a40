package dewey.search;

import java.util.ArrayList;
import java.util.List;

/**
 * Text in scripts that are written without spaces between words: Chinese, Japanese, Korean, Thai, Lao, Burmese, Khmer.
 *
 * <p>The index holds each of its characters as a word ({@code search_words} in liquibase/search.sql, whose ranges these are); a search
 * asks for each two neighbours in their order, as Lucene's CJKAnalyzer does.
 */
final class UnspacedScript {
    private UnspacedScript() {}

    static boolean has(int character) {
        return character >= 0x0E00
                && (character <= 0x0EFF
                        || between(0x1000, character, 0x109F)
                        || between(0x1780, character, 0x17FF)
                        || between(0x2E80, character, 0x9FFF)
                        || between(0xA960, character, 0xA97F)
                        || between(0xAC00, character, 0xD7FF)
                        || between(0xF900, character, 0xFAFF)
                        || between(0x20000, character, 0x3FFFF));
    }

    private static boolean between(int first, int character, int last) {
        return first <= character && character <= last;
    }

    /** A word cut where the script changes, and what is of these scripts cut into overlapping pairs. */
    static List<String> pieces(String word) {
        List<String> pieces = new ArrayList<>();
        int[] characters = word.codePoints().toArray();
        for (int from = 0, to; from < characters.length; from = to) {
            boolean unspaced = has(characters[from]);
            for (to = from + 1; to < characters.length && has(characters[to]) == unspaced; ) {
                to++;
            }
            if (unspaced) {
                for (int i = from; i == from || i + 1 < to; i++) {
                    pieces.add(new String(characters, i, Math.min(2, to - i)));
                }
            } else {
                pieces.add(new String(characters, from, to - from));
            }
        }
        return pieces;
    }
}
