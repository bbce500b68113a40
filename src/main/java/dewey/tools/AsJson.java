package dewey.tools;

import dewey.conversations.Conversation;
import dewey.conversations.Message;
import dewey.json.JsonText;
import dewey.json.Timestamp;
import dewey.mcp.Schema;
import dewey.startupcontexts.StartupContext;
import dewey.startupcontexts.Summary;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;

/** The domain's things as the tools answer them, with the schema of each beside it. */
final class AsJson {
    /** A content as it was stored: a text, or an array of content blocks. */
    static final JsonObject CONTENT = JsonText.object()
            .add("anyOf", JsonText.array().add(Schema.STRING).add(Schema.arrayOf(Schema.OBJECT)))
            .build();

    static final JsonObject MESSAGE = Schema.members()
            .always("id", Schema.UUID)
            .always("turn", Schema.INTEGER)
            .always("role", Schema.STRING)
            .always("content", CONTENT)
            .always("metadata", Schema.OBJECT)
            .always("created_at", Schema.TIMESTAMP)
            .sometimes("author", Schema.STRING)
            .sometimes("external_id", Schema.STRING)
            .build();

    static final JsonObject CONVERSATION = Schema.members()
            .always("id", Schema.UUID)
            .always("session_id", Schema.nullable(Schema.STRING))
            .always("created_at", Schema.TIMESTAMP)
            .always("updated_at", Schema.TIMESTAMP)
            .always("message_count", Schema.INTEGER)
            .always("metadata", Schema.OBJECT)
            .sometimes("title", Schema.STRING)
            .build();

    private AsJson() {}

    static JsonObject message(Message message) {
        JsonObjectBuilder json = JsonText.object()
                .add("id", message.id().toString())
                .add("turn", message.turnNumber())
                .add("role", message.role().wireName())
                .add("content", content(message))
                .add("metadata", message.metadata().value())
                .add("created_at", Timestamp.text(message.createdAt()));
        message.author().ifPresent(author -> json.add("author", author));
        message.externalId().ifPresent(id -> json.add("external_id", id));
        return json.build();
    }

    static JsonValue content(Message message) {
        return message.blocks().<JsonValue>map(blocks -> blocks).orElseGet(() -> JsonText.string(message.content()));
    }

    static JsonObject conversation(Conversation conversation) {
        JsonObjectBuilder json = JsonText.object()
                .add("id", conversation.id().toString())
                .add("session_id", orNull(conversation.sessionId()))
                .add("created_at", Timestamp.text(conversation.createdAt()))
                .add("updated_at", Timestamp.text(conversation.updatedAt()))
                .add("message_count", conversation.messageCount())
                .add("metadata", conversation.metadata().value());
        conversation.title().ifPresent(title -> json.add("title", title));
        return json.build();
    }

    /** A startup context without its content. */
    static JsonObjectBuilder startupContext(Summary context) {
        return JsonText.object()
                .add("id", context.id().toString())
                .add("name", context.name())
                .add("is_active", context.isActive())
                .add("created_at", Timestamp.text(context.createdAt()))
                .add("updated_at", Timestamp.text(context.updatedAt()));
    }

    /** A startup context with its content. */
    static JsonObject startupContext(StartupContext context) {
        return startupContext(context.summary())
                .add("content", context.content())
                .build();
    }

    static JsonValue orNull(Optional<String> text) {
        return text.<JsonValue>map(JsonText::string).orElse(JsonValue.NULL);
    }

    static JsonArray texts(List<?> values) {
        JsonArrayBuilder array = JsonText.array();
        values.forEach(value -> array.add(value.toString()));
        return array.build();
    }
}
