package dewey.features;

import dewey.json.JsonText;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.List;

/**
 * How something could go on that a user is typing (MCP, Completion).
 *
 * @param values the best ones first, at most {@value #MOST}
 * @param hasMore whether there are others
 */
public record Suggestions(List<String> values, boolean hasMore) {
    public static final int MOST = 100;
    public static final Suggestions NONE = new Suggestions(List.of(), false);

    public Suggestions {
        values = List.copyOf(values);
        if (values.size() > MOST) {
            throw new IllegalArgumentException(values.size() + " suggestions; at most " + MOST);
        }
    }

    /** As many of these as may be suggested. */
    public static Suggestions firstOf(List<String> found) {
        return new Suggestions(found.subList(0, Math.min(MOST, found.size())), found.size() > MOST);
    }

    public JsonObject toJson() {
        JsonArrayBuilder array = JsonText.array();
        values.forEach(array::add);
        return JsonText.object().add("values", array).add("hasMore", hasMore).build();
    }
}
