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

/** {@code dewey_restore_conversation}. */
@ApplicationScoped
public class RestoreConversation implements Tool {
    private static final Parameter<UUID> CONVERSATION_ID = Common.CONVERSATION_ID.required();

    @Inject
    private Trash trash;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "dewey_restore_conversation",
                "Restore a deleted conversation",
                "Takes a conversation out of the trash again, as it was. dewey_list_trash shows what is there.",
                Parameters.of(CONVERSATION_ID),
                Schema.members().always("restored", Schema.BOOLEAN).always("messages_restored", Schema.INTEGER),
                Effect.ADDS,
                CONVERSATION_ID);
    }

    @Override
    public ToolResult call(Call call) {
        int messages = trash.restore(call.tenant(), call.get(CONVERSATION_ID));
        return ToolResult.of(JsonText.object()
                .add("restored", true)
                .add("messages_restored", messages)
                .build());
    }
}
