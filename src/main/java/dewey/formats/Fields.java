package dewey.formats;

import dewey.json.JsonText;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;

/** Looks into objects that others have written, in which any member may be missing or of another kind. */
final class Fields {
    /** The longest text that counts as a name or id; the index over ids takes no more than some 2,700 bytes. */
    private static final int MAX_NAME_LENGTH = 200;

    private Fields() {}

    static Optional<String> text(JsonValue object, String name) {
        return object instanceof JsonObject members && members.get(name) instanceof JsonString text
                ? Optional.of(text.getString())
                : Optional.empty();
    }

    static Optional<String> name(JsonValue object, String name) {
        return text(object, name).filter(text -> !text.isBlank() && text.length() <= MAX_NAME_LENGTH);
    }

    /** The object of that name; an empty one when there is none. */
    static JsonObject object(JsonValue object, String name) {
        return object instanceof JsonObject members && members.get(name) instanceof JsonObject member
                ? member
                : JsonValue.EMPTY_JSON_OBJECT;
    }

    static List<JsonValue> items(JsonValue object, String name) {
        return object instanceof JsonObject members && members.get(name) instanceof JsonArray array ? array : List.of();
    }

    /** All members but one. */
    static JsonObject without(JsonObject object, String name) {
        JsonObjectBuilder rest = JsonText.object(object);
        rest.remove(name);
        return rest.build();
    }
}
