package dewey.console;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.refusals.Refused;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;

/** The query of a URL as the arguments of a tool: each parameter becomes what the tool's schema says that it is. */
final class ToolArguments {
    private ToolArguments() {}

    /**
     * @param schema the tool's {@code inputSchema}
     * @param query what stands in the URL; an empty value counts as left out
     * @param fixed arguments that the path gives
     */
    static JsonObject of(JsonObject schema, Map<String, List<String>> query, JsonObject fixed) {
        JsonObjectBuilder arguments = JsonText.object(fixed);
        JsonObject properties = schema.getJsonObject("properties");
        query.forEach((name, values) -> {
            if (values.size() > 1) {
                throw Refused.invalid(name, "is given " + values.size() + " times; give it once");
            }
            String text = values.get(0);
            if (fixed.containsKey(name)) {
                throw Refused.invalid(name, "is part of the path already");
            }
            if (!text.isEmpty()) {
                arguments.add(name, value(properties.get(name), text));
            }
        });
        return arguments.build();
    }

    private static JsonValue value(JsonValue property, String text) {
        if (property instanceof JsonObject described && isText(described.get("type"))) {
            return JsonText.string(text);
        }
        try {
            return JsonText.read(text);
        } catch (InvalidJson notJson) {
            // the tool says what it should be
            return JsonText.string(text);
        }
    }

    private static boolean isText(JsonValue type) {
        return type instanceof JsonString name && name.getString().equals("string");
    }
}
