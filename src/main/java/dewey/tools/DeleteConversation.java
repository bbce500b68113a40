package dewey.tools;

import dewey.conversations.Conversations;
import dewey.json.JsonText;
import dewey.mcp.Arguments;
import dewey.mcp.Effect;
import dewey.mcp.Parameter;
import dewey.mcp.Parameters;
import dewey.mcp.Schema;
import dewey.mcp.Tool;
import dewey.mcp.ToolDescription;
import dewey.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.UUID;

/** {@code dewey_delete_conversation}. */
@ApplicationScoped
public class DeleteConversation implements Tool {
    private static final Parameter<UUID> CONVERSATION_ID = Common.CONVERSATION_ID.required();

    @Inject
    private Conversations conversations;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "dewey_delete_conversation",
                "Delete a conversation",
                "Deletes a conversation and all its messages for good. Use it only when the user asks for it.",
                Parameters.of(CONVERSATION_ID, Common.FORCE),
                Schema.members().always("deleted", Schema.BOOLEAN).always("messages_deleted", Schema.INTEGER),
                Effect.DELETES,
                CONVERSATION_ID);
    }

    @Override
    public JsonObject call(Caller caller, Arguments arguments) {
        int messages = conversations.delete(caller.tenant(), arguments.get(CONVERSATION_ID));
        return JsonText.object()
                .add("deleted", true)
                .add("messages_deleted", messages)
                .build();
    }
}
