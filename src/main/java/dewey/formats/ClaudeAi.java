package dewey.formats;

import dewey.conversations.Metadata;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import dewey.json.JsonText;
import dewey.refusals.Refused;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The {@code conversations.json} of a Claude.ai export: a conversation in each row, its messages in their order. */
public final class ClaudeAi implements Format {
    private static final String SOURCE = "claude.ai";

    public static boolean isMeant(JsonValue row) {
        return row instanceof JsonObject object && object.get("chat_messages") instanceof JsonArray;
    }

    @Override
    public String name() {
        return SOURCE;
    }

    @Override
    public void read(Row row, Consumer<Piece> pieces) {
        if (!isMeant(row.value())) {
            throw Refused.invalid("chat_messages", "is missing: this is no conversation of Claude.ai");
        }
        JsonObject conversation = row.value().asJsonObject();
        pieces.accept(new Piece.Opening(opening(row, conversation), null));
        List<JsonValue> messages = Fields.items(conversation, "chat_messages");
        RowIds ids = new RowIds();
        for (JsonValue message : messages) {
            byte[] bytes = message.toString().getBytes(StandardCharsets.UTF_8);
            pieces.accept(new Piece.Said(message(message, ids.of(Fields.name(message, "uuid"), bytes))));
        }
    }

    private static NewConversation opening(Row row, JsonObject conversation) {
        String id = Fields.name(conversation, "uuid").orElseGet(() -> RowIds.hash(SOURCE, row.bytes()));
        JsonObject metadata = JsonText.object()
                .add("source", SOURCE)
                .add("conversation", Fields.without(conversation, "chat_messages"))
                .build();
        String title = Fields.text(conversation, "name")
                .filter(text -> !text.isBlank())
                .map(Titles::shortened)
                .orElse(null);
        Instant created =
                Fields.text(conversation, "created_at").flatMap(Moments::read).orElse(null);
        return NewConversation.start(id, title, new Metadata(metadata))
                .identifiedBy(SOURCE + ":" + id)
                .begunAt(created);
    }

    private static NewMessage message(JsonValue message, String externalId) {
        Role role = role(Fields.text(message, "sender").orElse(""));
        String text = text(message);
        JsonObjectBuilder metadata = JsonText.object().add("source", SOURCE).add("row", message);
        Fields.name(message, "parent_message_uuid").ifPresent(parent -> metadata.add("parent", parent));
        return NewMessage.of(role, text.isBlank() ? "[" + role.wireName() + "]" : text)
                .with(new Metadata(metadata.build()))
                .identifiedBy(externalId)
                .at(Fields.text(message, "created_at").flatMap(Moments::read).orElse(null));
    }

    /** What was said, by the content blocks where there are some, and what was attached. */
    private static String text(JsonValue message) {
        String said = message instanceof JsonObject object
                ? BlockText.of(object.getOrDefault("content", JsonValue.NULL))
                : message.toString();
        Stream<String> spoken =
                Stream.of(said.isBlank() ? Fields.text(message, "text").orElse("") : said);
        Stream<String> attached = Fields.items(message, "attachments").stream().map(ClaudeAi::attachment);
        Stream<String> files = Fields.items(message, "files").stream().map(file -> Fields.text(file, "file_name")
                .map(name -> "[file " + name + "]")
                .orElse("[file]"));
        return Stream.of(spoken, attached, files)
                .flatMap(texts -> texts)
                .filter(text -> !text.isBlank())
                .collect(Collectors.joining("\n"));
    }

    private static String attachment(JsonValue attachment) {
        Optional<String> name = Fields.name(attachment, "file_name");
        return "[attachment" + name.map(text -> " " + text).orElse("") + "]\n"
                + Fields.text(attachment, "extracted_content").orElse("");
    }

    private static Role role(String sender) {
        return switch (sender) {
            case "human", "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "tool" -> Role.TOOL;
            default -> Role.SYSTEM;
        };
    }
}
