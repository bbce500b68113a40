package dewey.shapes;

import dewey.json.JsonText;
import dewey.transcripts.ImportReport;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/** What an import did, as the tool and the door for uploads tell it. */
public final class ImportAsJson {
    private ImportAsJson() {}

    public static JsonObject report(ImportReport report, boolean withIds) {
        JsonObjectBuilder json = JsonText.object()
                .add("conversation_id", report.conversationId().toString())
                .add("stored", report.stored())
                .add("duplicates", report.duplicates());
        if (report.completed() > 0) {
            json.add("completed", report.completed());
        }
        if (withIds && report.messageIds().size() == report.stored()) {
            json.add("message_ids", AsJson.texts(report.messageIds()));
        }
        if (report.conversationCount() > 1) {
            json.add("conversations", report.conversationCount());
            json.add("conversation_ids", AsJson.texts(report.conversationIds()));
        }
        report.firstTurn().ifPresent(turn -> json.add("first_turn", turn));
        report.lastTurn().ifPresent(turn -> json.add("last_turn", turn));
        if (report.invalidLineCount() > 0) {
            json.add("invalid_line_count", report.invalidLineCount());
            json.add(
                    "invalid_lines",
                    JsonText.arrayOf(report.invalidLines().stream()
                            .map(line -> JsonText.object()
                                    .add("line", line.line())
                                    .add("reason", line.reason())
                                    .build())
                            .toList()));
        }
        return json.build();
    }
}
