package dewey.features;

import jakarta.json.JsonObject;
import java.util.List;

/**
 * What a tool answers (MCP, {@code CallToolResult}).
 *
 * @param structured the {@code structuredContent}, true to {@link ToolDescription#output()}; null when the tool gives none. Its text
 *     becomes the first block of the content, for clients that read no structure
 * @param content further blocks; see {@link Content}
 * @param isError whether the tool could not do what it was asked
 */
public record ToolResult(JsonObject structured, List<JsonObject> content, boolean isError) {
    public ToolResult {
        content = List.copyOf(content);
        if (structured == null && content.isEmpty()) {
            throw new IllegalArgumentException("a tool must say something");
        }
    }

    public static ToolResult of(JsonObject structured) {
        return new ToolResult(structured, List.of(), false);
    }

    public static ToolResult of(JsonObject structured, List<JsonObject> links) {
        return new ToolResult(structured, links, false);
    }

    /** An answer without structure. */
    public static ToolResult content(JsonObject... blocks) {
        return new ToolResult(null, List.of(blocks), false);
    }

    /** The same, of a tool that could not do it. */
    public static ToolResult failure(String text) {
        return new ToolResult(null, List.of(Content.text(text)), true);
    }
}
