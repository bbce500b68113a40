package dewey.toollists;

import dewey.json.JsonText;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How two lists of tools differ. Tools are told apart by their names; the order of tools and members, white space, and what stands in
 * a tool's {@code _meta} make no difference.
 *
 * @param added tools that are new
 * @param removed tools that are gone
 * @param changed by name, where those differ that are in both
 */
record ToolDifference(
        Map<String, JsonObject> added, Map<String, JsonObject> removed, Map<String, List<Change>> changed) {
    private static final int MOST_NAMES = 20;
    private static final int LONGEST_NAME = 100;

    static ToolDifference between(JsonArray before, JsonArray after) {
        Map<String, JsonObject> removed = byName(before);
        Map<String, JsonObject> added = byName(after);
        Map<String, List<Change>> changed = new TreeMap<>();
        for (String name : List.copyOf(added.keySet())) {
            if (removed.containsKey(name)) {
                List<Change> changes = Change.between(removed.remove(name), added.remove(name));
                if (!changes.isEmpty()) {
                    changed.put(name, changes);
                }
            }
        }
        return new ToolDifference(added, removed, changed);
    }

    private static Map<String, JsonObject> byName(JsonArray tools) {
        Map<String, JsonObject> named = new TreeMap<>();
        for (JsonValue tool : tools) {
            if (tool instanceof JsonObject object && object.get("name") instanceof JsonString name) {
                named.put(
                        name.getString(),
                        JsonText.object(object).remove("_meta").build());
            }
        }
        return named;
    }

    boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
    }

    /** In one sentence. */
    String summary() {
        List<String> parts = new ArrayList<>();
        say("added", added, tool -> "", parts);
        say("removed", removed, tool -> "", parts);
        say(
                "changed",
                changed,
                changes ->
                        ": " + changes.stream().map(Change::member).distinct().collect(Collectors.joining(" and ")),
                parts);
        return String.join("; ", parts);
    }

    private static <T> void say(String what, Map<String, T> tools, Function<T, String> detail, List<String> parts) {
        if (!tools.isEmpty()) {
            String names = tools.entrySet().stream()
                    .limit(MOST_NAMES)
                    .map(tool -> cut(tool.getKey()) + detail.apply(tool.getValue()))
                    .collect(Collectors.joining(", "));
            parts.add(tools.size() + " " + what + " (" + names + (tools.size() > MOST_NAMES ? ", …)" : ")"));
        }
    }

    /** Everything: the tools that came and went, and for each other what it was and is. */
    JsonObjectBuilder whole() {
        return json(JsonText.arrayOf(added.values()), JsonText.arrayOf(removed.values()), Change::toJson);
    }

    /** Only names and places, for a difference that would be too large to be kept. */
    JsonObjectBuilder names() {
        return json(names(added), names(removed), Change::place);
    }

    private JsonObjectBuilder json(JsonArray added, JsonArray removed, Function<Change, JsonObject> change) {
        List<JsonObject> tools = new ArrayList<>();
        changed.forEach((name, changes) -> tools.add(JsonText.object()
                .add("name", name)
                .add("changes", JsonText.arrayOf(changes.stream().map(change).toList()))
                .build()));
        return JsonText.object().add("added", added).add("removed", removed).add("changed", JsonText.arrayOf(tools));
    }

    private static JsonArray names(Map<String, JsonObject> tools) {
        return JsonText.arrayOf(tools.keySet().stream()
                .map(name -> JsonText.object().add("name", name).build())
                .toList());
    }

    private static String cut(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
    }
}
