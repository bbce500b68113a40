package dewey.json;

import jakarta.json.stream.JsonParsingException;

/** A text is not the JSON that was expected; the message continues "it is" and quotes nothing of the text. */
public class InvalidJson extends Exception {
    public InvalidJson(String message, Throwable cause) {
        super(message, cause);
    }

    /** What a parser's failure means to the one who wrote the text. */
    public static InvalidJson because(RuntimeException failure) {
        if (isNumberTooLarge(failure)) {
            return new InvalidJson("JSON with a number of too many digits or too large an exponent", failure);
        }
        boolean located = failure instanceof JsonParsingException parsing
                && parsing.getLocation() != null
                && parsing.getLocation().getColumnNumber() > 0;
        String place = located
                ? ", seen at column "
                        + ((JsonParsingException) failure).getLocation().getColumnNumber()
                : "";
        return new InvalidJson("not JSON" + place, failure);
    }

    /** Whether the text may well be JSON, but holds a number that the provider cannot read: it refuses some by their length. */
    private static boolean isNumberTooLarge(RuntimeException failure) {
        return failure instanceof NumberFormatException || failure instanceof UnsupportedOperationException;
    }
}
