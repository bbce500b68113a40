package dewey.tools;

import dewey.conversations.Conversation;
import dewey.conversations.Conversations;
import dewey.conversations.Edit;
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
import jakarta.json.JsonValue;
import java.util.List;
import java.util.UUID;

/** {@code dewey_update_conversation}. */
@ApplicationScoped
public class UpdateConversation implements Tool {
    private static final Parameter<UUID> CONVERSATION_ID = Common.CONVERSATION_ID.required();
    private static final Parameter<String> TITLE =
            Parameter.text("title", 1000, "The new title; an empty text takes it away");
    private static final Parameter<JsonObject> METADATA = Parameter.object(
            "metadata",
            "Members to set; null takes a member away; an object within is merged in the same way. Other members stay");
    private static final Parameter<Boolean> REPLACE_METADATA = Parameter.flag(
                    "replace_metadata", "Whether metadata takes the place of all that is there")
            .otherwise(false, JsonValue.FALSE);
    private static final Parameter<List<String>> TAGS =
            Parameter.texts("tags", 100, 200, "All tags from now on; they stand in the metadata as \"tags\"");
    private static final Parameter<List<String>> ADD_TAGS =
            Parameter.texts("add_tags", 100, 200, "Tags to add to those that are there");
    private static final Parameter<List<String>> REMOVE_TAGS =
            Parameter.texts("remove_tags", 100, 200, "Tags to take away");

    @Inject
    private Conversations conversations;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "dewey_update_conversation",
                "Change a conversation",
                "Changes the title, metadata or tags of a conversation. Its messages stay as they are.",
                Parameters.of(CONVERSATION_ID, TITLE, METADATA, REPLACE_METADATA, TAGS, ADD_TAGS, REMOVE_TAGS),
                Schema.members().always("conversation", AsJson.CONVERSATION),
                Effect.SETS,
                CONVERSATION_ID);
    }

    @Override
    public ToolResult call(Call call) {
        Edit edit = new Edit(
                call.get(TITLE),
                call.get(METADATA),
                call.get(REPLACE_METADATA),
                call.get(TAGS),
                call.get(ADD_TAGS),
                call.get(REMOVE_TAGS));
        Conversation changed = conversations.edit(call.tenant(), call.get(CONVERSATION_ID), edit);
        return ToolResult.of(JsonText.object()
                .add("conversation", AsJson.conversation(changed))
                .build());
    }
}
