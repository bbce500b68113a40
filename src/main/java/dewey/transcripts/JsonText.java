package dewey.transcripts;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import jakarta.json.stream.JsonParsingException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.util.Map;
import java.util.NoSuchElementException;

/** Reads a line as one JSON value, and says in plain words why it is none. */
final class JsonText {
    /** Deepest nesting that is read; deeper rows are not written by anyone, and every reader of theirs would have to recurse. */
    static final int MAX_DEPTH = 500;

    private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());

    private JsonText() {}

    /** @throws Unreadable with the reason, which continues "line 7" */
    static JsonValue read(Line line, int maxLineBytes) throws Unreadable {
        if (line.tooLong()) {
            throw new Unreadable("is " + line.size() + " bytes; the limit is " + maxLineBytes);
        }
        try {
            return read(line.text());
        } catch (CharacterCodingException e) {
            throw new Unreadable("is not UTF-8");
        }
    }

    static JsonValue read(String text) throws Unreadable {
        if (isTooDeep(text)) {
            throw new Unreadable("is nested deeper than " + MAX_DEPTH);
        }
        try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
            parser.next();
            JsonValue value = parser.getValue();
            // a reader would not look at what follows the value
            if (parser.hasNext()) {
                throw new Unreadable("is not JSON: it goes on after its value");
            }
            return value;
        } catch (JsonParsingException e) {
            long column = e.getLocation() == null ? -1 : e.getLocation().getColumnNumber();
            throw new Unreadable(column > 0 ? "is not JSON, seen at column " + column : "is not JSON");
        } catch (JsonException | IllegalStateException | NoSuchElementException e) {
            throw new Unreadable("is not JSON");
        }
    }

    static boolean isTooDeep(String text) {
        int depth = 0;
        boolean inString = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (inString) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    inString = false;
                }
            } else if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                if (++depth > MAX_DEPTH) {
                    return true;
                }
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        return false;
    }

    /** A line that cannot be read as JSON. */
    static final class Unreadable extends Exception {
        Unreadable(String reason) {
            super(reason, null, false, false);
        }
    }
}
