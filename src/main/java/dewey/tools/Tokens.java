package dewey.tools;

/**
 * About how many tokens of a language model a text takes.
 *
 * <p>Every model has its own; this errs on the high side of those in use: 3.5 ASCII characters to a token, two characters of other
 * alphabets, one ideograph, half an emoji. Estimates of parts add up to at least that of the whole.
 */
final class Tokens {
    /** Parts of a token: what an ASCII character, another letter, a character without an alphabet and one beyond U+FFFF take. */
    private static final int WHOLE = 14;

    private static final int ASCII = 4;
    private static final int LETTER = 7;
    private static final int BEYOND = 28;

    private static final int FIRST_IDEOGRAPH = 0x2E80;

    private Tokens() {}

    static int of(String text) {
        long parts = text.codePoints().mapToLong(Tokens::parts).sum();
        return (int) Math.min(Integer.MAX_VALUE, (parts + WHOLE - 1) / WHOLE);
    }

    /** The beginning of a text that takes no more than so many tokens; never half a character. */
    static String first(String text, int tokens) {
        long left = (long) tokens * WHOLE;
        int end = 0;
        while (end < text.length()) {
            int character = text.codePointAt(end);
            left -= parts(character);
            if (left < 0) {
                break;
            }
            end += Character.charCount(character);
        }
        return text.substring(0, end);
    }

    private static int parts(int character) {
        if (character < 0x80) {
            return ASCII;
        }
        if (character < FIRST_IDEOGRAPH) {
            return LETTER;
        }
        return character <= Character.MAX_VALUE ? WHOLE : BEYOND;
    }
}
