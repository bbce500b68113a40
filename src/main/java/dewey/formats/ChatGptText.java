package dewey.formats;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text that people would search for in the content of a ChatGPT message; pictures and recordings become a short mark.
 *
 * <p>Each type of content has its texts in members of its own; of a type that did not exist when this was written, all texts count.
 */
final class ChatGptText {
    private static final Map<String, List<String>> MEMBERS = Map.of(
            "code", List.of("text"),
            "execution_output", List.of("text"),
            "tether_quote", List.of("title", "url", "text"),
            "tether_browsing_display", List.of("result", "summary"),
            "reasoning_recap", List.of("content"),
            "thoughts", List.of("thoughts"),
            "user_editable_context", List.of("user_profile", "user_instructions"),
            "model_editable_context", List.of("model_set_context"),
            "system_error", List.of("name", "text"));

    private ChatGptText() {}

    static String of(JsonObject content) {
        if (content.get("parts") instanceof JsonArray parts) {
            return joined(parts.stream().map(ChatGptText::part));
        }
        List<String> members = MEMBERS.get(Fields.text(content, "content_type").orElse(""));
        return members == null
                ? strings(Fields.without(content, "content_type"))
                : joined(members.stream().map(member -> strings(content.get(member))));
    }

    private static String part(JsonValue part) {
        if (part instanceof JsonString text) {
            return text.getString();
        }
        String type = Fields.text(part, "content_type").orElse("");
        return switch (type) {
            case "image_asset_pointer" -> "[image]";
            case "audio_asset_pointer", "video_container_asset_pointer" -> "[" + type.substring(0, 5) + "]";
            case "real_time_user_audio_video_asset_pointer" -> "[audio]";
            case "audio_transcription" -> Fields.text(part, "text").orElse("");
            default -> strings(part);
        };
    }

    private static String strings(JsonValue value) {
        if (value instanceof JsonString text) {
            return text.getString();
        }
        if (value instanceof JsonArray array) {
            return joined(array.stream().map(ChatGptText::strings));
        }
        if (value instanceof JsonObject object) {
            return joined(object.values().stream().map(ChatGptText::strings));
        }
        return "";
    }

    private static String joined(Stream<String> texts) {
        return texts.filter(text -> !text.isBlank()).collect(Collectors.joining("\n"));
    }
}
