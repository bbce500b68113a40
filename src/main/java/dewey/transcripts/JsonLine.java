package dewey.transcripts;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import jakarta.json.JsonValue;
import java.nio.charset.CharacterCodingException;

/** Reads a line as one JSON value, and says in plain words why it is none. */
final class JsonLine {
    private JsonLine() {}

    /** @throws Unreadable with the reason, which continues "line 7" */
    static JsonValue read(Line line, int maxLineBytes) throws Unreadable {
        if (line.tooLong()) {
            throw new Unreadable("is " + line.size() + " bytes; the limit is " + maxLineBytes);
        }
        try {
            return JsonText.read(line.text());
        } catch (InvalidJson e) {
            throw new Unreadable("is " + e.getMessage());
        } catch (CharacterCodingException e) {
            throw new Unreadable("is not UTF-8");
        }
    }

    /** A line that cannot be read as JSON. */
    static final class Unreadable extends Exception {
        Unreadable(String reason) {
            super(reason, null, false, false);
        }
    }
}
