package dewey.exports;

import dewey.conversations.Conversation;
import dewey.conversations.Message;
import dewey.formats.DeweyExport;
import dewey.json.JsonText;
import dewey.json.Timestamp;
import dewey.shapes.AsJson;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;

/** A row that says what follows; then each conversation as a row, and its messages a row each. Nothing that is stored is left out. */
final class JsonLines implements Script {
    @Override
    public void begin(Instant now, StringBuilder out) {
        line(
                JsonText.object()
                        .add(DeweyExport.MARK, DeweyExport.VERSION)
                        .add("exported_at", Timestamp.text(now))
                        .build(),
                out);
    }

    @Override
    public void conversation(Conversation conversation, StringBuilder out) {
        JsonObjectBuilder json = JsonText.object(AsJson.conversation(conversation));
        conversation.externalId().ifPresent(id -> json.add("external_id", id));
        line(JsonText.object().add("conversation", json).build(), out);
    }

    @Override
    public void message(Message message, StringBuilder out) {
        line(JsonText.object().add("message", AsJson.message(message)).build(), out);
    }

    @Override
    public void endOfConversation(StringBuilder out) {
        // the next row says it
    }

    @Override
    public void end(StringBuilder out) {
        // the file ends
    }

    private static void line(JsonObject row, StringBuilder out) {
        out.append(JsonText.write(row)).append('\n');
    }
}
