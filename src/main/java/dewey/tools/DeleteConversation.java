package dewey.tools;

import dewey.conversations.Trash;
import dewey.features.Call;
import dewey.features.Effect;
import dewey.features.Parameter;
import dewey.features.Parameters;
import dewey.features.Schema;
import dewey.features.Tool;
import dewey.features.ToolDescription;
import dewey.features.ToolResult;
import dewey.json.JsonText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;

/** {@code dewey_delete_conversation}. */
@ApplicationScoped
public class DeleteConversation implements Tool {
    private static final Parameter<UUID> CONVERSATION_ID = Common.CONVERSATION_ID.required();

    @Inject
    private Trash trash;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "dewey_delete_conversation",
                "Delete a conversation",
                "Deletes a conversation and all its messages. For a time dewey_restore_conversation brings it back. Use it only when"
                        + " the user asks for it.",
                Parameters.of(CONVERSATION_ID, Common.FORCE),
                Schema.members().always("deleted", Schema.BOOLEAN).always("messages_deleted", Schema.INTEGER),
                Effect.DELETES,
                CONVERSATION_ID);
    }

    @Override
    public ToolResult call(Call call) {
        int messages = trash.put(call.tenant(), call.get(CONVERSATION_ID));
        return ToolResult.of(JsonText.object()
                .add("deleted", true)
                .add("messages_deleted", messages)
                .build());
    }
}
