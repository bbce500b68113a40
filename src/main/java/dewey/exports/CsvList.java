package dewey.exports;

import dewey.conversations.Conversation;
import dewey.conversations.Message;
import dewey.json.JsonText;
import dewey.json.Timestamp;
import java.time.Instant;
import java.util.List;

/**
 * The list of conversations as RFC 4180 has it, safe to open in a spreadsheet.
 *
 * <p>A cell that a spreadsheet would take for a formula begins with an apostrophe, which shows that it is text.
 */
final class CsvList implements Script {
    private static final String FORMULA_STARTS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

    @Override
    public void begin(Instant now, StringBuilder out) {
        row(
                List.of(
                        "conversation_id",
                        "title",
                        "session_id",
                        "message_count",
                        "created_at",
                        "updated_at",
                        "external_id",
                        "metadata"),
                out);
    }

    @Override
    public void conversation(Conversation conversation, StringBuilder out) {
        row(
                List.of(
                        conversation.id().toString(),
                        conversation.title().orElse(""),
                        conversation.sessionId().orElse(""),
                        Integer.toString(conversation.messageCount()),
                        Timestamp.text(conversation.createdAt()),
                        Timestamp.text(conversation.updatedAt()),
                        conversation.externalId().orElse(""),
                        JsonText.write(conversation.metadata().value())),
                out);
    }

    @Override
    public boolean hasMessages() {
        return false;
    }

    @Override
    public void message(Message message, StringBuilder out) {
        throw new IllegalStateException("a list of conversations has no messages");
    }

    @Override
    public void endOfConversation(StringBuilder out) {
        // its row has ended
    }

    @Override
    public void end(StringBuilder out) {
        // the last row has ended
    }

    private static void row(List<String> cells, StringBuilder out) {
        for (int i = 0; i < cells.size(); i++) {
            out.append(i == 0 ? "\"" : ",\"");
            String cell = cells.get(i);
            if (!cell.isEmpty() && FORMULA_STARTS.indexOf(cell.charAt(0)) >= 0) {
                out.append('\'');
            }
            out.append(cell.replace("\"", "\"\"")).append('"');
        }
        out.append("\r\n");
    }
}
