package dewey.json;

import java.util.HexFormat;

/** The inside of a JSON string as it is written, and what it stands for. */
public final class Escapes {
    private static final String SHORT = "\"\\/bfnrt";
    private static final String MEANT = "\"\\/\b\f\n\r\t";
    private static final int UNICODE_LENGTH = 6;

    private Escapes() {}

    /** What is written between the quotes; an escape that JSON does not know stays as it is. */
    public static String decoded(String written) {
        int escape = written.indexOf('\\');
        if (escape < 0) {
            return written;
        }
        StringBuilder decoded = new StringBuilder(written.length());
        int from = 0;
        while (escape >= 0 && escape + 1 < written.length()) {
            decoded.append(written, from, escape);
            int meant = SHORT.indexOf(written.charAt(escape + 1));
            if (meant >= 0) {
                decoded.append(MEANT.charAt(meant));
                from = escape + 2;
            } else if (isUnicode(written, escape)) {
                decoded.append((char) HexFormat.fromHexDigits(written, escape + 2, escape + UNICODE_LENGTH));
                from = escape + UNICODE_LENGTH;
            } else {
                decoded.append('\\');
                from = escape + 1;
            }
            escape = written.indexOf('\\', from);
        }
        return decoded.append(written, from, written.length()).toString();
    }

    /** How long what {@link #decoded} makes one letter of is at a place. */
    public static int length(String written, int at) {
        if (written.charAt(at) != '\\' || at + 1 == written.length()) {
            return 1;
        } else if (SHORT.indexOf(written.charAt(at + 1)) >= 0) {
            return 2;
        }
        return isUnicode(written, at) ? UNICODE_LENGTH : 1;
    }

    private static boolean isUnicode(String written, int escape) {
        if (written.charAt(escape + 1) != 'u' || escape + UNICODE_LENGTH > written.length()) {
            return false;
        }
        for (int i = escape + 2; i < escape + UNICODE_LENGTH; i++) {
            if (!HexFormat.isHexDigit(written.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** {@code text} as it is written between quotes. */
    public static String written(String text) {
        String quoted = JsonText.quote(text);
        return quoted.substring(1, quoted.length() - 1);
    }
}
