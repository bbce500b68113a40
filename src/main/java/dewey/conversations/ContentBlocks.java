package dewey.conversations;

import dewey.refusals.Refused;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Dewey knows of an array of MCP content blocks: each has a type, and those of type text have a text. */
final class ContentBlocks {
    private ContentBlocks() {}

    static void check(JsonArray blocks) {
        if (blocks.isEmpty()) {
            throw Refused.invalid("content", "has no blocks");
        }
        for (int i = 0; i < blocks.size(); i++) {
            if (!(blocks.get(i) instanceof JsonObject block && block.get("type") instanceof JsonString)) {
                throw Refused.invalid("content[" + i + "]", "is not an object with a \"type\"");
            }
            if (isText(blocks.get(i)) && !(block.get("text") instanceof JsonString)) {
                throw Refused.invalid("content[" + i + "].text", "is missing or not a string");
            }
        }
        if (blocks.stream().allMatch(ContentBlocks::isText) && text(blocks).isBlank()) {
            throw Refused.invalid("content", "is blank: all its blocks are");
        }
    }

    /** The text of the text blocks, one below the other. */
    static String text(JsonArray blocks) {
        return blocks.stream().flatMap(ContentBlocks::texts).collect(Collectors.joining("\n"));
    }

    private static Stream<String> texts(JsonValue block) {
        return isText(block) && block.asJsonObject().get("text") instanceof JsonString text
                ? Stream.of(text.getString())
                : Stream.empty();
    }

    private static boolean isText(JsonValue block) {
        return block instanceof JsonObject object
                && object.get("type") instanceof JsonString type
                && type.getString().equals("text");
    }
}
