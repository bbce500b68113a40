package dewey.features;

import dewey.json.JsonText;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.List;

/** @param description what they are for; null where the prompt's own description says it */
public record PromptMessages(String description, List<PromptMessage> messages) {

    /**
     * @param role {@code user} or {@code assistant}
     * @param content one block; see {@link Content}
     */
    public record PromptMessage(String role, JsonObject content) {
        public PromptMessage {
            if (!role.equals("user") && !role.equals("assistant")) {
                throw new IllegalArgumentException(role + " is no role of a prompt's message");
            }
        }
    }

    public PromptMessages {
        messages = List.copyOf(messages);
    }

    public static PromptMessage user(JsonObject content) {
        return new PromptMessage("user", content);
    }

    public JsonArrayBuilder toJson() {
        JsonArrayBuilder array = JsonText.array();
        messages.forEach(message ->
                array.add(JsonText.object().add("role", message.role()).add("content", message.content())));
        return array;
    }
}
