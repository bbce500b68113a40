package dewey.formats;

import dewey.conversations.Metadata;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import dewey.json.JsonText;
import dewey.refusals.Refused;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The {@code conversations.json} of a ChatGPT export: a conversation in each row, its messages as a tree.
 *
 * <p>Every branch is kept, not only the one that is shown: a message says which it follows ({@code parent}), and the conversation
 * where it stands ({@code current_node} among its facts). Nodes without a message stand in the conversation's metadata.
 */
public final class ChatGpt implements Format {
    private static final String SOURCE = "chatgpt";

    public static boolean isMeant(JsonValue row) {
        return row instanceof JsonObject object && object.get("mapping") instanceof JsonObject;
    }

    @Override
    public String name() {
        return SOURCE;
    }

    @Override
    public void read(Row row, Consumer<Piece> pieces) {
        if (!isMeant(row.value())) {
            throw Refused.invalid("mapping", "is missing: this is no conversation of ChatGPT");
        }
        JsonObject conversation = row.value().asJsonObject();
        String id = Fields.name(conversation, "conversation_id")
                .or(() -> Fields.name(conversation, "id"))
                .orElseGet(() -> RowIds.hash(SOURCE, row.bytes()));
        MessageTree tree = new MessageTree(conversation.getJsonObject("mapping"));
        Optional<Instant> created = Moments.ofSeconds(conversation.get("create_time"));
        pieces.accept(new Piece.Opening(opening(id, conversation, tree, created.orElse(null)), null));
        tree.forEachMessage((nodeId, node, time) -> pieces.accept(
                new Piece.Said(message(nodeId, node, time.or(() -> created).orElse(null)))));
    }

    private static NewConversation opening(String id, JsonObject conversation, MessageTree tree, Instant created) {
        JsonObjectBuilder metadata =
                JsonText.object().add("source", SOURCE).add("conversation", Fields.without(conversation, "mapping"));
        JsonObject empty = tree.emptyNodes();
        if (!empty.isEmpty()) {
            metadata.add("empty_nodes", empty);
        }
        String title = Fields.text(conversation, "title")
                .filter(text -> !text.isBlank())
                .map(Titles::shortened)
                .orElse(null);
        return NewConversation.start(id, title, new Metadata(metadata.build()))
                .identifiedBy(SOURCE + ":" + id)
                .begunAt(created);
    }

    private static NewMessage message(String nodeId, JsonObject node, Instant time) {
        JsonObject message = Fields.object(node, "message");
        JsonObject author = Fields.object(message, "author");
        Role role = role(Fields.text(author, "role").orElse(""));
        String text = ChatGptText.of(Fields.object(message, "content"));
        JsonObjectBuilder metadata = JsonText.object().add("source", SOURCE).add("row", node);
        Fields.name(node, "parent").ifPresent(parent -> metadata.add("parent", parent));
        return NewMessage.of(role, text.isBlank() ? "[" + role.wireName() + "]" : text)
                .by(Fields.name(author, "name")
                        .or(() -> Fields.name(Fields.object(message, "metadata"), "model_slug"))
                        .orElse(null))
                .with(new Metadata(metadata.build()))
                .identifiedBy(nodeId)
                .at(time);
    }

    private static Role role(String name) {
        return switch (name) {
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "tool", "function" -> Role.TOOL;
            default -> Role.SYSTEM;
        };
    }
}
