package dewey.features;

import dewey.json.JsonText;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/**
 * What a tool tells about itself in {@code tools/list}.
 *
 * @param name unique name, {@code dewey_…}
 * @param title name for people
 * @param description when a model should use it, and what it gives
 * @param input the arguments
 * @param output the members of {@code structuredContent} when the call succeeds; null when the tool gives none
 * @param effect what it does to the record
 * @param orderedBy the argument whose equal values make calls on one connection wait for each other, in the order of their
 *     arrival; null when calls may overtake each other
 */
public record ToolDescription(
        String name,
        String title,
        String description,
        Parameters input,
        Schema.Members output,
        Effect effect,
        Parameter<?> orderedBy) {

    private static final JsonObject ERROR = Schema.members()
            .always("reason", Schema.STRING)
            .always("message", Schema.STRING)
            .sometimes("field", Schema.STRING)
            .sometimes("retry_after_ms", Schema.INTEGER)
            .build();

    /** MCP's {@code Tool}. */
    public JsonObject toJson() {
        JsonObjectBuilder json = JsonText.object()
                .add("name", name)
                .add("title", title)
                .add("description", description)
                .add("inputSchema", input.schema());
        if (output != null) {
            json.add("outputSchema", output.orError(ERROR));
        }
        return json.add("annotations", effect.annotations(title)).build();
    }
}
