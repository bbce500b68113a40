package dewey.database;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.function.UnaryOperator;

/** JSON as text for a jsonb column and back; keys and strings are spelled as {@link StorableText}. */
public final class StoredJson {
    // the static methods of jakarta.json.Json look the provider up at each call
    private static final JsonProvider JSON = JsonProvider.provider();

    private StoredJson() {}

    public static String text(JsonStructure value) {
        if (value instanceof JsonObject object && object.isEmpty()) {
            return "{}";
        }
        String text = value.toString();
        // a backslash before the escape makes this a false alarm, which costs only the walk
        return StorableText.isStorable(text) && !text.contains("\\u0000")
                ? text
                : spelled(value, StorableText::encode).toString();
    }

    public static JsonObject object(String text) {
        return text.equals("{}") ? JsonValue.EMPTY_JSON_OBJECT : (JsonObject) structure(text);
    }

    public static JsonArray array(String text) {
        return (JsonArray) structure(text);
    }

    private static JsonStructure structure(String text) {
        try (JsonReader reader = JSON.createReader(new StringReader(text))) {
            JsonStructure stored = reader.read();
            return text.equals(StorableText.decode(text))
                    ? stored
                    : (JsonStructure) spelled(stored, StorableText::decode);
        }
    }

    private static JsonValue spelled(JsonValue value, UnaryOperator<String> spelling) {
        if (value instanceof JsonString string) {
            return JSON.createValue(spelling.apply(string.getString()));
        }
        if (value instanceof JsonArray array) {
            JsonArrayBuilder spelled = JSON.createArrayBuilder();
            array.forEach(item -> spelled.add(spelled(item, spelling)));
            return spelled.build();
        }
        if (value instanceof JsonObject object) {
            JsonObjectBuilder spelled = JSON.createObjectBuilder();
            object.forEach((key, item) -> spelled.add(spelling.apply(key), spelled(item, spelling)));
            return spelled.build();
        }
        return value;
    }
}
