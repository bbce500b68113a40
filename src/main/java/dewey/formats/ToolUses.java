package dewey.formats;

import dewey.json.JsonText;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The tools that were used lately in a transcript, so that a result says which call it belongs to. */
final class ToolUses {
    /** A result comes soon after its use; what is older is not linked, but its id still stands in the result. */
    private static final int REMEMBERED = 10_000;

    private final Map<String, Use> uses = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Use> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Use(String name, String message) {}

    /** Notes the tools that the message called {@code message} uses. */
    void note(String message, JsonValue content) {
        if (content instanceof JsonArray blocks) {
            for (JsonObject use : uses(blocks).getValuesAs(JsonObject.class)) {
                uses.put(use.getString("id"), new Use(use.getString("name"), message));
            }
        }
    }

    /** The id and the name of each tool use among the blocks. */
    static JsonArray uses(JsonArray blocks) {
        JsonArrayBuilder uses = JsonText.array();
        for (JsonValue block : blocks) {
            string(block, "type").filter(type -> type.endsWith("tool_use")).ifPresent(type -> {
                Optional<String> id = string(block, "id");
                Optional<String> name = string(block, "name");
                if (id.isPresent() && name.isPresent()) {
                    uses.add(JsonText.object().add("id", id.get()).add("name", name.get()));
                }
            });
        }
        return uses.build();
    }

    /** For each result of a tool among the blocks: the id of its use, the tool's name, and the message that used it. */
    JsonArray results(JsonValue content) {
        JsonArrayBuilder results = JsonText.array();
        if (content instanceof JsonArray blocks) {
            for (JsonValue block : blocks) {
                string(block, "tool_use_id").ifPresent(id -> results.add(result(id, block)));
            }
        }
        return results.build();
    }

    private JsonObjectBuilder result(String id, JsonValue block) {
        JsonObjectBuilder result = JsonText.object().add("tool_use_id", id);
        Use use = uses.get(id);
        if (use != null) {
            result.add("name", use.name()).add("message", use.message());
        }
        if (JsonValue.TRUE.equals(((JsonObject) block).get("is_error"))) {
            result.add("is_error", true);
        }
        return result;
    }

    private static Optional<String> string(JsonValue block, String name) {
        return block instanceof JsonObject object && object.get(name) instanceof JsonString text
                ? Optional.of(text.getString())
                : Optional.empty();
    }
}
