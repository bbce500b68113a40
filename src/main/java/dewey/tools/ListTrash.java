package dewey.tools;

import dewey.conversations.Cursor;
import dewey.conversations.Page;
import dewey.conversations.Trash;
import dewey.conversations.Trashed;
import dewey.features.Call;
import dewey.features.Effect;
import dewey.features.Parameters;
import dewey.features.Schema;
import dewey.features.Tool;
import dewey.features.ToolDescription;
import dewey.features.ToolResult;
import dewey.json.JsonText;
import dewey.json.Timestamp;
import dewey.shapes.AsJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/** {@code dewey_list_trash}. */
@ApplicationScoped
public class ListTrash implements Tool {
    private static final JsonObject TRASHED = Schema.members()
            .always("conversation_id", Schema.UUID)
            .always("session_id", Schema.nullable(Schema.STRING))
            .always("message_count", Schema.INTEGER)
            .always("trashed_at", Schema.TIMESTAMP)
            .always("erase_after", Schema.TIMESTAMP)
            .sometimes("title", Schema.STRING)
            .build();

    @Inject
    private Trash trash;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "dewey_list_trash",
                "List deleted conversations",
                "Lists conversations that were deleted and can still be restored, the latest first.",
                Parameters.of(Common.LIMIT, Common.CURSOR),
                Schema.members()
                        .always("conversations", Schema.arrayOf(TRASHED))
                        .always("total", Schema.INTEGER)
                        .sometimes("next_cursor", Schema.STRING),
                Effect.READS,
                null);
    }

    @Override
    public ToolResult call(Call call) {
        Page<Trashed> page = trash.list(
                call.tenant(),
                call.get(Common.LIMIT),
                call.find(Common.CURSOR).map(Cursor::read).orElse(null));
        JsonObjectBuilder answer = JsonText.object()
                .add(
                        "conversations",
                        JsonText.arrayOf(
                                page.items().stream().map(ListTrash::json).toList()))
                .add("total", page.total());
        page.nextCursor().ifPresent(cursor -> answer.add("next_cursor", cursor));
        return ToolResult.of(answer.build());
    }

    private static JsonObject json(Trashed trashed) {
        JsonObjectBuilder json = JsonText.object()
                .add("conversation_id", trashed.id().toString())
                .add("session_id", AsJson.orNull(trashed.sessionId()))
                .add("message_count", trashed.messages())
                .add("trashed_at", Timestamp.text(trashed.trashedAt()))
                .add("erase_after", Timestamp.text(trashed.eraseAfter()));
        trashed.title().ifPresent(title -> json.add("title", title));
        return json.build();
    }
}
