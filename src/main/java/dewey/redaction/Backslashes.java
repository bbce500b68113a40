package dewey.redaction;

/** The backslashes of a JSON text, looked for from its beginning to its end; most strings have none, and are not looked through for it. */
final class Backslashes {
    /** As some write it, .NET among them. */
    private static final String QUOTE = "u0022";

    private final String text;
    /** The first one that may be asked for; the end of the text when there is none. */
    private int next = -1;

    Backslashes(String text) {
        this.text = text;
    }

    /** Whether a quote is escaped between two places, which a string that holds JSON has. To be asked from the left to the right. */
    boolean holdQuote(int from, int to) {
        for (int at = from(from); at < to - 1; at = from(at + 2)) {
            if (text.charAt(at + 1) == '"' || text.startsWith(QUOTE, at + 1)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether any letter may be written as something else, as {@code \\/} or {@code \\u002B}, be it in JSON that is a string in JSON. All other
     * escapes are of letters that end a secret, too.
     */
    static boolean hideLetters(String text) {
        for (int at = text.indexOf('\\'); at >= 0 && at < text.length() - 1; at = text.indexOf('\\', at + 1)) {
            char next = text.charAt(at + 1);
            if (next == 'u' || next == '/') {
                return true;
            }
        }
        return false;
    }

    /** Where the backslashes right before a place begin, because half an escape would be left of them; most often the place itself. */
    static int before(int place, String text) {
        int first = place;
        while (first > 0 && text.charAt(first - 1) == '\\') {
            first--;
        }
        return first;
    }

    private int from(int place) {
        if (next < place) {
            int found = text.indexOf('\\', place);
            next = found < 0 ? text.length() : found;
        }
        return next;
    }
}
