package dewey.hostile;

import dewey.json.JsonOf;
import dewey.json.JsonText;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values that a JSON schema of a tool allows, and values that it forbids. */
final class Schemas {
    private static final int LONGEST = 100_000;

    private Schemas() {}

    /** The least that the schema of an object asks for. */
    static JsonObject least(JsonObject schema, String conversation) {
        JsonObjectBuilder least = JsonText.object();
        JsonObject properties = schema.getJsonObject("properties");
        for (JsonString name : schema.containsKey("required")
                ? schema.getJsonArray("required").getValuesAs(JsonString.class)
                : List.<JsonString>of()) {
            least.add(name.getString(), sample(properties.getJsonObject(name.getString()), conversation));
        }
        return least.build();
    }

    /** Some value that it allows; an id is that of {@code conversation}. */
    static JsonValue sample(JsonObject schema, String conversation) {
        if (schema.containsKey("const")) {
            return schema.get("const");
        }
        if (schema.containsKey("enum")) {
            return schema.getJsonArray("enum").get(0);
        }
        if (schema.containsKey("anyOf")) {
            return sample(schema.getJsonArray("anyOf").getJsonObject(0), conversation);
        }
        return switch (type(schema)) {
            case "integer", "number" -> JsonText.number(schema.getInt("minimum", 1));
            case "boolean" -> JsonValue.FALSE;
            case "object" -> schema.containsKey("properties") ? least(schema, conversation) : JsonOf.object("a", 1);
            case "array" -> JsonOf.array(sample(schema.getJsonObject("items"), conversation));
            default -> JsonText.string(schema.getString("format", "").equals("uuid") ? conversation : "hostile");
        };
    }

    static String type(JsonObject schema) {
        return schema.getString("type", "any");
    }

    /** Whether it allows a text that is not one of a few. */
    static boolean isText(JsonObject schema) {
        return type(schema).equals("string") && !schema.containsKey("enum")
                || schema.containsKey("anyOf")
                        && type(schema.getJsonArray("anyOf").getJsonObject(0)).equals("string");
    }

    /** Values that it forbids, by what they are. */
    static Map<String, JsonValue> forbidden(JsonObject schema) {
        Map<String, JsonValue> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonValue> value : anything().entrySet()) {
            if (!allows(schema, value.getValue())) {
                values.put(value.getKey(), value.getValue());
            }
        }
        if (schema.containsKey("minimum")) {
            values.put("below its bound", Hostile.json(Long.toString(schema.getInt("minimum") - 1L)));
        }
        if (schema.containsKey("maximum")) {
            values.put("above its bound", Hostile.json(Long.toString(schema.getInt("maximum") + 1L)));
        }
        if (schema.getInt("maxLength", LONGEST) < LONGEST) {
            values.put("too long by one", JsonText.string("x".repeat(schema.getInt("maxLength") + 1)));
        }
        if (schema.getInt("maxItems", LONGEST) < LONGEST) {
            values.put(
                    "too many by one",
                    JsonText.arrayOf(java.util.Collections.nCopies(
                            schema.getInt("maxItems") + 1, sample(schema.getJsonObject("items"), "x"))));
        }
        return values;
    }

    private static Map<String, JsonValue> anything() {
        Map<String, JsonValue> values = new LinkedHashMap<>();
        for (String json : List.of(
                "7",
                "-1",
                "1.5",
                "1e400",
                "2147483648",
                "9223372036854775808",
                "99999999999999999999999999",
                "true",
                "false",
                "\"x\"",
                "\"\"",
                "\"10\"",
                "\"true\"",
                "{}",
                "{\"a\":{\"b\":[]}}",
                "[]",
                "[null]",
                "[7]",
                "[[[[]]]]")) {
            values.put(json, Hostile.json(json));
        }
        values.put("a text of 100,000", JsonText.string("x".repeat(LONGEST)));
        return values;
    }

    /** As far as the kinds of schemas go that tools have. */
    static boolean allows(JsonObject schema, JsonValue value) {
        if (schema.containsKey("const")) {
            return schema.get("const").equals(value);
        }
        if (schema.containsKey("enum")) {
            return schema.getJsonArray("enum").contains(value);
        }
        if (schema.containsKey("anyOf")) {
            return schema.getJsonArray("anyOf").getValuesAs(JsonObject.class).stream()
                    .anyMatch(one -> allows(one, value));
        }
        return switch (type(schema)) {
            case "string" ->
                value instanceof JsonString text
                        && !schema.containsKey("format")
                        && text.getString().length() <= schema.getInt("maxLength", LONGEST);
            case "integer" -> value.getValueType() == JsonValue.ValueType.NUMBER && isWithin(schema, value);
            case "boolean" -> value == JsonValue.TRUE || value == JsonValue.FALSE;
            case "object" ->
                value instanceof JsonObject object
                        && (!schema.containsKey("properties") || object.isEmpty() && !schema.containsKey("required"));
            case "array" ->
                value instanceof JsonArray array
                        && array.size() >= schema.getInt("minItems", 0)
                        && array.stream().allMatch(item -> allows(schema.getJsonObject("items"), item));
            default -> true;
        };
    }

    private static boolean isWithin(JsonObject schema, JsonValue value) {
        java.math.BigDecimal number = ((jakarta.json.JsonNumber) value).bigDecimalValue();
        return number.stripTrailingZeros().scale() <= 0
                && number.compareTo(java.math.BigDecimal.valueOf(schema.getInt("minimum", Integer.MIN_VALUE))) >= 0
                && number.compareTo(java.math.BigDecimal.valueOf(schema.getInt("maximum", Integer.MAX_VALUE))) <= 0;
    }

    /** The names of the properties of an object. */
    static List<String> names(JsonObject schema) {
        return new ArrayList<>(schema.getJsonObject("properties").keySet());
    }
}
