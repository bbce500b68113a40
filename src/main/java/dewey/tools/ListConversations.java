package dewey.tools;

import dewey.conversations.Conversation;
import dewey.conversations.Conversations;
import dewey.conversations.Cursor;
import dewey.conversations.ListQuery;
import dewey.conversations.Page;
import dewey.conversations.SortKey;
import dewey.features.Call;
import dewey.features.Effect;
import dewey.features.Parameter;
import dewey.features.Parameters;
import dewey.features.Schema;
import dewey.features.Tool;
import dewey.features.ToolDescription;
import dewey.features.ToolResult;
import dewey.json.JsonText;
import dewey.shapes.AsJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code dewey_list_conversations}. */
@ApplicationScoped
public class ListConversations implements Tool {
    private static final Parameter<String> SESSION_ID = Common.sessionId("Only the conversations of this session");
    private static final Parameter<SortKey> SORT_BY = Parameter.oneOf(
                    "sort_by", sortKeys(), "Newest first by when it began or by when something was last stored")
            .otherwise(SortKey.UPDATED_AT, JsonText.string("updated_at"));
    private static final Parameter<JsonObject> METADATA = Parameter.object(
            "metadata", "Only conversations whose metadata contains this, for instance {\"project\": \"x\"}");

    @Inject
    private Conversations conversations;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "dewey_list_conversations",
                "List conversations",
                "Lists conversations, newest first, without their messages. None is an empty list.",
                Parameters.of(SESSION_ID, Common.LIMIT, Common.OFFSET, SORT_BY, Common.CURSOR, METADATA),
                Schema.members()
                        .always("conversations", Schema.arrayOf(AsJson.CONVERSATION))
                        .always("total", Schema.INTEGER)
                        .always("limit", Schema.INTEGER)
                        .always("offset", Schema.INTEGER)
                        .sometimes("next_cursor", Schema.STRING),
                Effect.READS,
                null);
    }

    @Override
    public ToolResult call(Call call) {
        int limit = call.get(Common.LIMIT);
        int offset = call.get(Common.OFFSET);
        ListQuery query = new ListQuery(
                call.get(SESSION_ID),
                call.get(METADATA),
                call.get(SORT_BY),
                limit,
                offset,
                call.find(Common.CURSOR).map(Cursor::read).orElse(null));
        Page<Conversation> page = conversations.list(call.tenant(), query);
        JsonObjectBuilder answer = JsonText.object()
                .add(
                        "conversations",
                        JsonText.arrayOf(
                                page.items().stream().map(AsJson::conversation).toList()))
                .add("total", page.total())
                .add("limit", limit)
                .add("offset", offset);
        page.nextCursor().ifPresent(cursor -> answer.add("next_cursor", cursor));
        return ToolResult.of(answer.build());
    }

    private static Map<String, SortKey> sortKeys() {
        Map<String, SortKey> keys = new LinkedHashMap<>();
        keys.put("updated_at", SortKey.UPDATED_AT);
        keys.put("created_at", SortKey.CREATED_AT);
        return keys;
    }
}
