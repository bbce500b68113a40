package dewey.redaction;

/** The backslashes of a JSON text, looked for from its beginning to its end; most strings have none, and are not looked through for it. */
final class Backslashes {
    private final String text;
    /** The first one that may be asked for; the end of the text when there is none. */
    private int next = -1;

    Backslashes(String text) {
        this.text = text;
    }

    /** Whether a quote is escaped between two places, which a string that holds JSON has. To be asked from the left to the right. */
    boolean holdQuote(int from, int to) {
        for (int at = from(from); at < to - 1; at = from(at + 2)) {
            if (text.charAt(at + 1) == '"') {
                return true;
            }
        }
        return false;
    }

    private int from(int place) {
        if (next < place) {
            int found = text.indexOf('\\', place);
            next = found < 0 ? text.length() : found;
        }
        return next;
    }
}
