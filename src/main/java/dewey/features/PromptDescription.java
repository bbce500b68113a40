package dewey.features;

import dewey.json.JsonText;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;

/**
 * What a prompt tells about itself in {@code prompts/list}.
 *
 * @param name unique name
 * @param title for people
 * @param description what the messages make a model do
 * @param arguments strings all of them, as MCP has it
 */
public record PromptDescription(String name, String title, String description, Parameters arguments) {

    public JsonObject toJson() {
        JsonArrayBuilder all = JsonText.array();
        for (Parameter<?> argument : arguments.all()) {
            all.add(JsonText.object()
                    .add("name", argument.name())
                    .add("description", argument.schema().getString("description"))
                    .add("required", argument.isRequired()));
        }
        return JsonText.object()
                .add("name", name)
                .add("title", title)
                .add("description", description)
                .add("arguments", all)
                .build();
    }
}
