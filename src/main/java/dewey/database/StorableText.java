package dewey.database;

import java.util.HexFormat;

/**
 * A spelling of any Java string that PostgreSQL can store, and back without loss.
 *
 * <p>PostgreSQL refuses U+0000, and UTF-8 has no lone surrogates; both reach us in JSON. Each is written as U+FDD0 (a code point
 * that Unicode keeps for such inner use) and four lower-case hex digits, and so is U+FDD0 itself. All else stays as it is.
 */
public final class StorableText {
    private static final char ESCAPE = '\uFDD0';
    private static final int ESCAPED_LENGTH = 5;

    private StorableText() {}

    /** @param text may be null, which stays null */
    public static String encode(String text) {
        if (text == null || isStorable(text)) {
            return text;
        }
        StringBuilder encoded = new StringBuilder(text.length() + 64);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (startsPair(text, i)) {
                encoded.append(c).append(text.charAt(++i));
            } else if (isPlain(c)) {
                encoded.append(c);
            } else {
                encoded.append(ESCAPE).append(HexFormat.of().toHexDigits(c));
            }
        }
        return encoded.toString();
    }

    /** @param stored may be null, which stays null */
    public static String decode(String stored) {
        int escape = stored == null ? -1 : stored.indexOf(ESCAPE);
        if (escape < 0) {
            return stored;
        }
        StringBuilder decoded = new StringBuilder(stored.length());
        int from = 0;
        for (; escape >= 0 && escape + ESCAPED_LENGTH <= stored.length(); escape = stored.indexOf(ESCAPE, from)) {
            decoded.append(stored, from, escape)
                    .append((char) HexFormat.fromHexDigits(stored, escape + 1, escape + ESCAPED_LENGTH));
            from = escape + ESCAPED_LENGTH;
        }
        return decoded.append(stored, from, stored.length()).toString();
    }

    /** Whether {@code text} can be stored as it is. */
    static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (startsPair(text, i)) {
                i++;
            } else if (!isPlain(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The length of {@code text} in UTF-8, without making the bytes; a lone surrogate counts as three. */
    public static long utf8Length(CharSequence text) {
        long bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x800) {
                bytes += startsPair(text, i) || endsPair(text, i) ? 1 : 2;
            } else if (c >= 0x80) {
                bytes++;
            }
        }
        return bytes;
    }

    private static boolean isPlain(char c) {
        return c != 0 && c != ESCAPE && !Character.isSurrogate(c);
    }

    private static boolean startsPair(CharSequence text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
    }

    private static boolean endsPair(CharSequence text, int i) {
        return Character.isLowSurrogate(text.charAt(i)) && i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
}
