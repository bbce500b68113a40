package dewey.features;

import dewey.json.JsonText;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** Small builders of JSON Schema (2020-12) for what tools take and give. */
public final class Schema {
    public static final JsonObject STRING = type("string");
    public static final JsonObject INTEGER = type("integer");
    public static final JsonObject NUMBER = type("number");
    public static final JsonObject BOOLEAN = type("boolean");
    public static final JsonObject OBJECT = type("object");
    public static final JsonObject UUID =
            JsonText.object(STRING).add("format", "uuid").build();
    public static final JsonObject TIMESTAMP =
            JsonText.object(STRING).add("format", "date-time").build();
    /** Any JSON value. */
    public static final JsonObject ANYTHING = JsonValue.EMPTY_JSON_OBJECT;

    private Schema() {}

    public static JsonObject type(String name) {
        return JsonText.object().add("type", name).build();
    }

    public static JsonObject nullable(JsonObject schema) {
        String type = schema.getString("type");
        return JsonText.object(schema)
                .add("type", JsonText.array().add(type).add("null"))
                .build();
    }

    public static JsonObject arrayOf(JsonObject items) {
        return JsonText.object().add("type", "array").add("items", items).build();
    }

    public static JsonObject described(JsonObject schema, String description) {
        return JsonText.object(schema).add("description", description).build();
    }

    /** An object with a fixed set of members, built in the order in which they are named. */
    public static Members members() {
        return new Members();
    }

    /** The members of an object schema, each required or optional. */
    public static final class Members {
        private final Map<String, JsonObject> properties = new LinkedHashMap<>();
        private final JsonArrayBuilder required = JsonText.array();

        public Members always(String name, JsonObject schema) {
            required.add(name);
            return sometimes(name, schema);
        }

        public Members sometimes(String name, JsonObject schema) {
            properties.put(name, schema);
            return this;
        }

        public JsonObject build() {
            return closed().add("required", required).build();
        }

        /** The same for the answer of a tool, which is either these members or an {@code error}. */
        JsonObject orError(JsonObject error) {
            JsonArrayBuilder either = JsonText.array()
                    .add(JsonText.object().add("required", required))
                    .add(JsonText.object().add("required", JsonText.array().add("error")));
            sometimes("error", error);
            return closed().add("anyOf", either).build();
        }

        private JsonObjectBuilder closed() {
            JsonObjectBuilder all = JsonText.object();
            properties.forEach(all::add);
            return JsonText.object()
                    .add("type", "object")
                    .add("properties", all)
                    .add("additionalProperties", false);
        }
    }
}
