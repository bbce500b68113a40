package dewey.formats;

/** What a text lends a conversation as its title. */
final class Titles {
    private static final int MAX_LENGTH = 100;

    private Titles() {}

    /** The text in one line, as far as it fits. */
    static String shortened(String text) {
        // far more than the title needs: a message of megabytes is not to be rewritten for it
        String line = text.substring(0, Math.min(text.length(), 10 * MAX_LENGTH))
                .replaceAll("\\s+", " ")
                .strip();
        if (line.length() <= MAX_LENGTH) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(MAX_LENGTH - 2)) ? 2 : 1;
        return line.substring(0, MAX_LENGTH - end) + "…";
    }
}
