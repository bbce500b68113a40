package dewey.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Reads and writes JSON text by the server's Jakarta JSON provider, which is looked up once: the provider's own static methods
 * look it up at every call.
 */
public final class JsonText {
    /** Deepest nesting that is read: far beyond real messages, far below what a thread's stack holds. */
    public static final int MAX_DEPTH = 512;

    private static final JsonProvider PROVIDER = JsonProvider.provider();
    private static final JsonBuilderFactory BUILDERS = PROVIDER.createBuilderFactory(Map.of());
    private static final JsonParserFactory PARSERS = PROVIDER.createParserFactory(Map.of());

    private JsonText() {}

    public static JsonObjectBuilder object() {
        return BUILDERS.createObjectBuilder();
    }

    /** A builder that starts with the members of {@code source}. */
    public static JsonObjectBuilder object(JsonObject source) {
        return BUILDERS.createObjectBuilder(source);
    }

    public static JsonArrayBuilder array() {
        return BUILDERS.createArrayBuilder();
    }

    public static JsonString string(String text) {
        return PROVIDER.createValue(text);
    }

    public static JsonNumber number(int value) {
        return PROVIDER.createValue(value);
    }

    /**
     * A streaming parser over {@code text}, for readers that need the tokens themselves.
     *
     * @throws InvalidJson when it goes on behind an object or an array; of any other value {@link #requireEnd} tells that
     */
    public static JsonParser parser(String text) throws InvalidJson {
        return parser(text, JsonBounds.ANY_TEXT);
    }

    /**
     * The same over a text that is bounded.
     *
     * @throws JsonBounds.Exceeded at once when the text holds more
     */
    public static JsonParser parser(String text, JsonBounds bounds) throws InvalidJson {
        bounds.check(text);
        return PARSERS.createParser(new StringReader(text));
    }

    /**
     * Reads exactly one JSON value.
     *
     * @throws InvalidJson if the text is no JSON (RFC 8259), is followed by more, is nested deeper than {@link #MAX_DEPTH}, or holds
     *     a number beyond what the provider reads
     */
    public static JsonValue read(String text) throws InvalidJson {
        try (JsonParser parser = parser(text)) {
            parser.next();
            JsonValue value = parser.getValue();
            if (!(value instanceof JsonStructure)) {
                requireEnd(parser);
            }
            return value;
        } catch (JsonException
                | NoSuchElementException
                | IllegalStateException
                | NumberFormatException
                | UnsupportedOperationException e) {
            throw InvalidJson.because(e);
        }
    }

    /** Fails unless everything has been read, white space apart. */
    public static void requireEnd(JsonParser parser) throws InvalidJson {
        // Parsson's hasNext() answers false after the top value without looking at what follows; next() looks
        try {
            parser.next();
        } catch (NoSuchElementException end) {
            return;
        }
        throw new InvalidJson("more than one JSON value", null);
    }

    /**
     * The JSON text of {@code value}, as well-formed Unicode: a lone surrogate inside a string is written as its escape, because
     * UTF-8 cannot carry it and an encoder would replace it by a question mark.
     */
    public static String write(JsonValue value) {
        return escapeLoneSurrogates(value.toString());
    }

    /** {@code text} as a JSON string, quotes included. */
    public static String quote(String text) {
        return QuotedText.of(text);
    }

    private static String escapeLoneSurrogates(String json) {
        int at = loneSurrogate(json, 0);
        if (at < 0) {
            return json;
        }
        StringBuilder escaped = new StringBuilder(json.length() + 64);
        int from = 0;
        while (at >= 0) {
            escaped.append(json, from, at).append(String.format("\\u%04x", (int) json.charAt(at)));
            from = at + 1;
            at = loneSurrogate(json, from);
        }
        return escaped.append(json, from, json.length()).toString();
    }

    private static int loneSurrogate(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!pair) {
                return i;
            }
            i++;
        }
        return -1;
    }

    /** The array's strings and objects joined into a new array; kept here so that builders stay out of other rooms. */
    public static JsonArray arrayOf(Iterable<? extends JsonValue> values) {
        JsonArrayBuilder array = array();
        values.forEach(array::add);
        return array.build();
    }
}
