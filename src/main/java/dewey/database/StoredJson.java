package dewey.database;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.util.function.UnaryOperator;

/** JSON as text for a jsonb column and back; keys and strings are spelled as {@link StorableText}. */
public final class StoredJson {
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
        try {
            JsonStructure stored = (JsonStructure) JsonText.read(text);
            return text.equals(StorableText.decode(text))
                    ? stored
                    : (JsonStructure) spelled(stored, StorableText::decode);
        } catch (InvalidJson e) {
            throw new IllegalStateException("a jsonb column does not hold JSON that Dewey wrote", e);
        }
    }

    private static JsonValue spelled(JsonValue value, UnaryOperator<String> spelling) {
        if (value instanceof JsonString string) {
            return JsonText.string(spelling.apply(string.getString()));
        }
        if (value instanceof JsonArray array) {
            JsonArrayBuilder spelled = JsonText.array();
            array.forEach(item -> spelled.add(spelled(item, spelling)));
            return spelled.build();
        }
        if (value instanceof JsonObject object) {
            JsonObjectBuilder spelled = JsonText.object();
            object.forEach((key, item) -> spelled.add(spelling.apply(key), spelled(item, spelling)));
            return spelled.build();
        }
        return value;
    }
}
