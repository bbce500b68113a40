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

/** {@code dewey_erase_conversation}. */
@ApplicationScoped
public class EraseConversation implements Tool {
    private static final Parameter<UUID> CONVERSATION_ID = Common.CONVERSATION_ID.required();

    @Inject
    private Trash trash;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "dewey_erase_conversation",
                "Erase a conversation for good",
                "Erases a conversation and all its messages, also from the trash. Nothing brings it back: use it only when the"
                        + " user asks for exactly this, else dewey_delete_conversation.",
                Parameters.of(CONVERSATION_ID, Common.FORCE),
                Schema.members().always("erased", Schema.BOOLEAN).always("messages_erased", Schema.INTEGER),
                Effect.ERASES,
                CONVERSATION_ID);
    }

    @Override
    public ToolResult call(Call call) {
        int messages = trash.erase(call.tenant(), call.get(CONVERSATION_ID));
        return ToolResult.of(JsonText.object()
                .add("erased", true)
                .add("messages_erased", messages)
                .build());
    }
}
