package dewey.tools;

import dewey.conversations.Appended;
import dewey.conversations.Conversations;
import dewey.conversations.NewMessage;
import dewey.json.JsonText;
import dewey.json.Timestamp;
import dewey.mcp.Arguments;
import dewey.mcp.Effect;
import dewey.mcp.Parameter;
import dewey.mcp.Schema;
import dewey.mcp.Tool;
import dewey.mcp.ToolDescription;
import dewey.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.UUID;

/** {@code dewey_store_message}. */
@ApplicationScoped
public class StoreMessage implements Tool {
    private static final Parameter<UUID> CONVERSATION_ID = Common.CONVERSATION_ID.required();
    private static final Parameter<Integer> TURN_NUMBER = Parameter.integer(
            "turn_number", 1, NewMessage.MAX_TURN, "The message's place; left out, it is put at the end");

    private final MessageArguments message = new MessageArguments();

    @Inject
    private Conversations conversations;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "dewey_store_message",
                "Store a message",
                "Appends one message to a conversation. With an external_id of your own a repeated call stores nothing twice:"
                        + " it answers what was stored first, with duplicate true.",
                message.with(CONVERSATION_ID, TURN_NUMBER),
                Schema.members()
                        .always("message_id", Schema.UUID)
                        .always("turn_number", Schema.INTEGER)
                        .always("created_at", Schema.TIMESTAMP)
                        .always("duplicate", Schema.BOOLEAN),
                Effect.ADDS,
                CONVERSATION_ID);
    }

    @Override
    public JsonObject call(Caller caller, Arguments arguments) {
        NewMessage wanted = message.read(arguments);
        if (arguments.get(TURN_NUMBER) != null) {
            wanted = wanted.atTurn(arguments.get(TURN_NUMBER));
        }
        Appended appended = conversations.append(caller.tenant(), arguments.get(CONVERSATION_ID), wanted);
        return JsonText.object()
                .add("message_id", appended.messageId().toString())
                .add("turn_number", appended.turnNumber())
                .add("created_at", Timestamp.text(appended.createdAt()))
                .add("duplicate", appended.duplicate())
                .build();
    }
}
