package dewey.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

/** JSON for tests, in one line. */
public final class JsonOf {
    private JsonOf() {}

    /** An object of names and values by turns. */
    public static JsonObject object(Object... namesAndValues) {
        JsonObjectBuilder object = JsonText.object();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.add((String) namesAndValues[i], value(namesAndValues[i + 1]));
        }
        return object.build();
    }

    public static JsonArray array(Object... values) {
        JsonArrayBuilder array = JsonText.array();
        for (Object value : values) {
            array.add(value(value));
        }
        return array.build();
    }

    private static JsonValue value(Object value) {
        if (value == null) {
            return JsonValue.NULL;
        }
        if (value instanceof JsonValue json) {
            return json;
        }
        if (value instanceof Integer number) {
            return JsonText.number(number);
        }
        if (value instanceof Boolean flag) {
            return flag ? JsonValue.TRUE : JsonValue.FALSE;
        }
        return JsonText.string(value.toString());
    }
}
