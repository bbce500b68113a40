package dewey.json;

import java.util.Arrays;

/**
 * A text as a JSON string (RFC 8259, section 7), quotes included, in one pass: answers carry their JSON once more as a text, so that this
 * is where most of their characters go through. Escaped is what must be, and lone surrogates, which UTF-8 cannot carry.
 */
final class QuotedText {
    private static final String HEXADECIMAL = "0123456789abcdef";

    /** For an escape of {@code \}, {@code u} and four digits, or for a pair, and for the closing quote. */
    private static final int ROOM = 7;

    /** Of each character of ASCII, whether it stands for itself. */
    private static final boolean[] PLAIN = new boolean[128];

    static {
        Arrays.fill(PLAIN, ' ', PLAIN.length, true);
        PLAIN['"'] = false;
        PLAIN['\\'] = false;
    }

    /** As an array: asking a String for each of its characters takes half as long again. */
    private final char[] text;

    private char[] quoted;
    private int length;

    private QuotedText(String text) {
        this.text = text.toCharArray();
        quoted = new char[this.text.length + this.text.length / 4 + 2 * ROOM];
    }

    static String of(String text) {
        QuotedText quoted = new QuotedText(text);
        quoted.quote();
        return new String(quoted.quoted, 0, quoted.length);
    }

    private void quote() {
        quoted[length++] = '"';
        for (int at = copy(0); at < text.length; at = copy(at)) {
            if (quoted.length - length <= ROOM) {
                quoted = Arrays.copyOf(quoted, quoted.length + quoted.length / 2);
            } else if (isPair(at)) {
                quoted[length++] = text[at++];
                quoted[length++] = text[at++];
            } else {
                escape(text[at++]);
            }
        }
        quoted[length++] = '"';
    }

    /** Copies what stands for itself, as far as there is room, and answers where it ended. */
    private int copy(int from) {
        char[] source = text;
        char[] target = quoted;
        int ahead = length - from;
        int end = Math.min(source.length, target.length - ROOM - ahead);
        int at = from;
        while (at < end && standsForItself(source[at])) {
            target[ahead + at] = source[at];
            at++;
        }
        length = ahead + at;
        return at;
    }

    private static boolean standsForItself(char c) {
        return c < PLAIN.length ? PLAIN[c] : !Character.isSurrogate(c);
    }

    private boolean isPair(int at) {
        return Character.isHighSurrogate(text[at]) && at + 1 < text.length && Character.isLowSurrogate(text[at + 1]);
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
