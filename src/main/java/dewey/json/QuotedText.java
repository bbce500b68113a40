package dewey.json;

import java.util.Arrays;

/**
 * A text as a JSON string (RFC 8259, section 7), quotes included, in one pass: answers carry their JSON once more as a text, so that this
 * is where most of their characters go through. Escaped is what must be, and lone surrogates, which UTF-8 cannot carry.
 */
final class QuotedText {
    private static final String HEXADECIMAL = "0123456789abcdef";

    /** Of {@code \}, {@code u} and four digits. */
    private static final int LONGEST_ESCAPE = 6;

    private char[] quoted;
    private int length;

    private QuotedText(int expected) {
        quoted = new char[expected];
    }

    static String of(String text) {
        QuotedText quoted = new QuotedText(text.length() + text.length() / 4 + LONGEST_ESCAPE);
        quoted.quote(text);
        return new String(quoted.quoted, 0, quoted.length);
    }

    private void quote(String text) {
        quoted[length++] = '"';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // room for the longest escape, or for a pair, and for the closing quote
            if (quoted.length - length <= LONGEST_ESCAPE) {
                quoted = Arrays.copyOf(quoted, quoted.length + quoted.length / 2 + LONGEST_ESCAPE);
            }
            if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
                quoted[length++] = c;
            } else if (isPair(text, i)) {
                quoted[length++] = c;
                quoted[length++] = text.charAt(++i);
            } else {
                escape(c);
            }
        }
        quoted[length++] = '"';
    }

    private static boolean isPair(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
    }

    private void escape(char c) {
        quoted[length++] = '\\';
        switch (c) {
            case '"', '\\' -> quoted[length++] = c;
            case '\b' -> quoted[length++] = 'b';
            case '\f' -> quoted[length++] = 'f';
            case '\n' -> quoted[length++] = 'n';
            case '\r' -> quoted[length++] = 'r';
            case '\t' -> quoted[length++] = 't';
            default -> {
                quoted[length++] = 'u';
                for (int shift = 12; shift >= 0; shift -= 4) {
                    quoted[length++] = HEXADECIMAL.charAt(c >> shift & 0xf);
                }
            }
        }
    }
}
