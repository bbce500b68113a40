package dewey.exports;

import dewey.conversations.Conversation;
import dewey.conversations.Message;
import dewey.conversations.Role;
import dewey.json.JsonText;
import jakarta.json.JsonArray;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

/** What people read about a conversation or message beside what was said. */
final class Labels {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private Labels() {}

    static String title(Conversation conversation) {
        return conversation
                .title()
                .map(title -> title.replaceAll("\\s+", " ").strip())
                .filter(title -> !title.isEmpty())
                .orElseGet(() -> "Conversation " + conversation.id());
    }

    static String time(Instant moment) {
        return TIME.format(moment) + " UTC";
    }

    /** What was said as text; of blocks that hold none, their types. */
    static String content(Message message) {
        if (!message.content().isBlank()) {
            return message.content();
        }
        List<JsonValue> blocks =
                message.blocks().<List<JsonValue>>map(all -> all).orElse(List.of());
        return blocks.stream()
                .map(block -> "[" + block.asJsonObject().getString("type", "block") + "]")
                .collect(Collectors.joining("\n"));
    }

    /** Whether a program says it rather than a person or a model. */
    static boolean isOfAProgram(Message message) {
        return message.role() == Role.TOOL
                || message.role() == Role.SYSTEM
                || message.metadata().value().get("tool_results") instanceof JsonArray results && !results.isEmpty();
    }

    static String tags(Conversation conversation) {
        return conversation.metadata().value().get("tags") instanceof JsonArray tags ? JsonText.write(tags) : "";
    }
}
