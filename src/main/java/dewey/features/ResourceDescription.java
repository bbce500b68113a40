package dewey.features;

import dewey.json.JsonText;
import jakarta.json.JsonObject;
import java.util.Map;

/**
 * What a resource tells about itself.
 *
 * @param uri its URI, or a template of URIs (RFC 6570); see {@link UriTemplate}
 * @param name for programs
 * @param title for people
 * @param description when a model should read it, and what it gives
 */
public record ResourceDescription(UriTemplate uri, String name, String title, String description, String mimeType) {

    /** MCP's {@code ResourceTemplate}. */
    public JsonObject toTemplate() {
        return JsonText.object()
                .add("uriTemplate", uri.toString())
                .add("name", name)
                .add("title", title)
                .add("description", description)
                .add("mimeType", mimeType)
                .build();
    }

    /** The only one there is, of a description without variables. */
    public ResourceLink toLink() {
        return new ResourceLink(uri.expand(Map.of()), name, title, description, mimeType);
    }
}
