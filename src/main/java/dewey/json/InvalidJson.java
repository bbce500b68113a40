package dewey.json;

/** A text is not the JSON that was expected; the message says how and quotes nothing of the text. */
public final class InvalidJson extends Exception {
    public InvalidJson(String message, Throwable cause) {
        super(message, cause);
    }
}
