package dewey.features;

import dewey.json.JsonText;
import jakarta.json.JsonObject;
import java.util.Base64;

/**
 * What is in a resource: text, or bytes (MCP, {@code TextResourceContents} and {@code BlobResourceContents}).
 *
 * @param text null for bytes
 * @param blob null for text
 */
public record ResourceContents(String uri, String mimeType, String text, byte[] blob) {
    public ResourceContents {
        if ((text == null) == (blob == null)) {
            throw new IllegalArgumentException("a resource is either text or bytes");
        }
    }

    public static ResourceContents text(String uri, String mimeType, String text) {
        return new ResourceContents(uri, mimeType, text, null);
    }

    public static ResourceContents blob(String uri, String mimeType, byte[] blob) {
        return new ResourceContents(uri, mimeType, null, blob);
    }

    public JsonObject toJson() {
        return JsonText.object()
                .add("uri", uri)
                .add("mimeType", mimeType)
                .add(
                        text != null ? "text" : "blob",
                        text != null ? text : Base64.getEncoder().encodeToString(blob))
                .build();
    }
}
