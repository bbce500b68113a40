package dewey.lexemes;

/** Which characters are parts of words, and which divide words, in every locale that PostgreSQL may have. */
final class Characters {
    private static final char EMOJI_STYLE = '\uFE0F';
    private static final char JOINER = '\u200D';

    private Characters() {}

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** ASCII, and the letters of Latin, Greek and Cyrillic, without signs that are put above or below others. */
    static boolean isOfWord(char c) {
        if (c < 0x80) {
            return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
        }
        return (c >= 0xC0 && c <= 0x24F || c >= 0x386 && c <= 0x3FF || c >= 0x400 && c <= 0x52F)
                && (Character.isLowerCase(c) || Character.isUpperCase(c));
    }

    /** How many chars from here on divide words, 1 or 2; 0 when that is not certain. */
    static int dividing(String text, int at, boolean isAfterWord) {
        char c = text.charAt(at);
        if (c < 0x80) {
            return c >= ' ' && c != 0x7F || c >= '\t' && c <= '\r' ? 1 : 0;
        }
        if (c == EMOJI_STYLE || c == JOINER) {
            // behind a letter the parser would take it for a part of the word
            return isAfterWord ? 0 : 1;
        }
        if (Character.isHighSurrogate(c)) {
            int whole = text.codePointAt(at);
            return whole >= 0x1F300 && whole <= 0x1FAFF ? 2 : 0;
        }
        return isPunctuation(c) || isPicture(c) ? 1 : 0;
    }

    private static boolean isPunctuation(char c) {
        return c >= 0xA0 && c <= 0xBF && "\u00AA\u00AD\u00B2\u00B3\u00B5\u00B9\u00BA\u00BC\u00BD\u00BE".indexOf(c) < 0
                || c == 0xD7
                || c == 0xF7
                || c >= 0x2010 && c <= 0x2027
                || c >= 0x2030 && c <= 0x205E;
    }

    /** Arrows, mathematics, technical signs, boxes, shapes and dingbats, without the digits among them. */
    private static boolean isPicture(char c) {
        return c >= 0x2190 && c <= 0x23FF || c >= 0x2500 && c <= 0x2775 || c >= 0x2794 && c <= 0x27BF;
    }
}
