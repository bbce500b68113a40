package dewey.lexemes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A text cut into words, as PostgreSQL's parser cuts it once {@code search_words} (liquibase/search.sql) has made its signs spaces.
 *
 * <p>Only what that parser does with letters, digits and what divides them, the same in every locale; {@code WordsTest} asks it.
 *
 * @param words in their order
 * @param parts of those that are written in camelCase, as {@code search_parts} takes them apart
 */
record Words(List<String> words, List<String> parts) {
    /** PostgreSQL leaves out what is longer than 2,046 bytes, and takes notice. */
    private static final int LONGEST = 200;

    /** Empty when the text holds anything of which only PostgreSQL knows what it makes of it. */
    static Optional<Words> of(String text) {
        Words words = new Words(new ArrayList<>(), new ArrayList<>());
        int from = -1;
        for (int i = 0; i < text.length(); i++) {
            if (Characters.isOfWord(text.charAt(i))) {
                from = from < 0 ? i : from;
                continue;
            }
            int length = Characters.dividing(text, i, from >= 0);
            if (length == 0 || from >= 0 && !words.take(text.substring(from, i))) {
                return Optional.empty();
            }
            from = -1;
            i += length - 1;
        }
        return from >= 0 && !words.take(text.substring(from)) ? Optional.empty() : Optional.of(words);
    }

    private boolean take(String word) {
        if (isLower(word) && word.length() <= LONGEST) {
            words.add(word);
            return true;
        }
        if (word.length() > LONGEST || !Characters.isAscii(word) && !isSimple(word)) {
            return false;
        }
        addTo(words, word);
        addParts(word);
        return true;
    }

    /** Whether a word of letters beyond ASCII is one of which no locale makes two: no digits, and no capitals but the first. */
    private static boolean isSimple(String word) {
        return word.chars().skip(1).noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c) || isDigit(c))
                && !isDigit(word.charAt(0));
    }

    /** The parser takes 12e5 for a number, wherever it meets it, and what follows for another word. */
    private static void addTo(List<String> words, String word) {
        String rest = word;
        for (int end = endOfExponent(rest); end > 0 && end < rest.length(); end = endOfExponent(rest)) {
            words.add(rest.substring(0, end));
            rest = rest.substring(end);
        }
        words.add(rest);
    }

    private static int endOfExponent(String word) {
        int mantissa = endOfDigits(word, 0);
        if (mantissa == 0 || mantissa == word.length() || (word.charAt(mantissa) | 0x20) != 'e') {
            return 0;
        }
        int end = endOfDigits(word, mantissa + 1);
        return end == mantissa + 1 ? 0 : end;
    }

    private static int endOfDigits(String word, int from) {
        int end = from;
        while (end < word.length() && isDigit(word.charAt(end))) {
            end++;
        }
        return end;
    }

    private void addParts(String word) {
        boolean hasHump = false;
        for (int i = 1; i < word.length() && !hasHump; i++) {
            hasHump = isUpper(word.charAt(i)) && !isUpper(word.charAt(i - 1));
        }
        if (!hasHump || !Characters.isAscii(word)) {
            return;
        }
        int from = 0;
        for (int i = 1; i < word.length(); i++) {
            boolean isHump = isUpper(word.charAt(i))
                    && (!isUpper(word.charAt(i - 1)) || i + 1 < word.length() && isLower(word.charAt(i + 1)));
            if (isHump) {
                addTo(parts, word.substring(from, i));
                from = i;
            }
        }
        addTo(parts, word.substring(from));
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    /** Nothing but small letters of ASCII, as most words are. */
    private static boolean isLower(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (!isLower(word.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }
}
