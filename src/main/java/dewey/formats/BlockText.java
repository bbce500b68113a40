package dewey.formats;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The text that people would search for in the content of a Claude Code row; pictures and files become a short mark. */
final class BlockText {
    private BlockText() {}

    /** The text of a content, which is a string or an array of blocks; empty when there is none. */
    static String of(JsonValue content) {
        if (content instanceof JsonString string) {
            return string.getString();
        }
        if (content instanceof JsonArray blocks) {
            return joined(blocks.stream().map(BlockText::ofBlock));
        }
        return "";
    }

    private static String ofBlock(JsonValue block) {
        if (!(block instanceof JsonObject object)) {
            return of(block);
        }
        String type = string(object, "type").orElse("block");
        return switch (type) {
            case "text" -> string(object, "text").orElse("");
            case "thinking" -> string(object, "thinking").orElse("");
            case "tool_use", "server_tool_use", "mcp_tool_use" ->
                joined(Stream.of(string(object, "name").orElse(""), strings(object.get("input"))));
            case "tool_result" -> of(object.get("content"));
            case "image", "document" -> mark(type, object);
            default -> "[" + type + "]";
        };
    }

    private static String mark(String type, JsonObject block) {
        Optional<String> mediaType =
                block.get("source") instanceof JsonObject source ? string(source, "media_type") : Optional.empty();
        return "[" + type + mediaType.map(name -> " " + name).orElse("") + "]";
    }

    private static String strings(JsonValue value) {
        if (value instanceof JsonString string) {
            return string.getString();
        }
        if (value instanceof JsonObject object) {
            return joined(object.values().stream().map(BlockText::strings));
        }
        if (value instanceof JsonArray array) {
            return joined(array.stream().map(BlockText::strings));
        }
        return "";
    }

    private static String joined(Stream<String> texts) {
        return texts.filter(text -> !text.isBlank()).collect(Collectors.joining("\n"));
    }

    private static Optional<String> string(JsonObject object, String name) {
        return object.get(name) instanceof JsonString string ? Optional.of(string.getString()) : Optional.empty();
    }
}
