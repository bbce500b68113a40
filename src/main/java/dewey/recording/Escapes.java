package dewey.recording;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import jakarta.json.JsonString;

/** The inside of a JSON string as it is written, and what it stands for. */
final class Escapes {
    private Escapes() {}

    /** What is written between the quotes, or just that when it is not JSON. */
    static String decoded(String written) {
        if (written.indexOf('\\') < 0) {
            return written;
        }
        try {
            return ((JsonString) JsonText.read('"' + written + '"')).getString();
        } catch (InvalidJson e) {
            return written;
        }
    }

    /** {@code text} as it is written between quotes. */
    static String written(String text) {
        String quoted = JsonText.quote(text);
        return quoted.substring(1, quoted.length() - 1);
    }
}
