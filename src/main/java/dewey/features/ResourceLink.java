package dewey.features;

import dewey.json.JsonText;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/**
 * One resource, as {@code resources/list} shows it (MCP, {@code Resource}).
 *
 * @param name for programs
 * @param title for people
 * @param description what is in it; null where the title says all
 */
public record ResourceLink(String uri, String name, String title, String description, String mimeType) {

    public JsonObject toJson() {
        JsonObjectBuilder json =
                JsonText.object().add("uri", uri).add("name", name).add("title", title);
        if (description != null) {
            json.add("description", description);
        }
        return json.add("mimeType", mimeType).build();
    }
}
