package dewey.features;

import dewey.json.JsonText;
import jakarta.json.JsonObject;
import java.util.Base64;

/** The kinds of content blocks (MCP, {@code ContentBlock}). */
public final class Content {
    private Content() {}

    public static JsonObject text(String text) {
        return JsonText.object().add("type", "text").add("text", text).build();
    }

    public static JsonObject image(byte[] data, String mimeType) {
        return binary("image", data, mimeType);
    }

    public static JsonObject audio(byte[] data, String mimeType) {
        return binary("audio", data, mimeType);
    }

    /** A resource itself, as one of the {@code contents} of {@code resources/read}. */
    public static JsonObject resource(ResourceContents resource) {
        return JsonText.object()
                .add("type", "resource")
                .add("resource", resource.toJson())
                .build();
    }

    /** A resource that the client may read. */
    public static JsonObject link(ResourceLink link) {
        return JsonText.object(link.toJson()).add("type", "resource_link").build();
    }

    private static JsonObject binary(String type, byte[] data, String mimeType) {
        return JsonText.object()
                .add("type", type)
                .add("data", Base64.getEncoder().encodeToString(data))
                .add("mimeType", mimeType)
                .build();
    }
}
