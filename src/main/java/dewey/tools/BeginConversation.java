package dewey.tools;

import dewey.conversations.Conversation;
import dewey.conversations.Conversations;
import dewey.conversations.Metadata;
import dewey.conversations.NewConversation;
import dewey.json.JsonText;
import dewey.json.Timestamp;
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

/** {@code dewey_begin_conversation}. */
@ApplicationScoped
public class BeginConversation implements Tool {
    private static final Parameter<String> SESSION_ID = Common.sessionId("Groups conversations that belong together");
    private static final Parameter<String> TITLE = Parameter.text("title", 1000, "A short name for people");
    private static final Parameter<JsonObject> METADATA =
            Parameter.object("metadata", "Facts about the conversation as a JSON object, kept as they are");

    @Inject
    private Conversations conversations;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "dewey_begin_conversation",
                "Begin a conversation",
                "Begins a new, empty conversation and gives its conversation_id, which storing, reading and deleting need.",
                Parameters.of(SESSION_ID, TITLE, METADATA),
                Schema.members()
                        .always("conversation_id", Schema.UUID)
                        .always("session_id", Schema.nullable(Schema.STRING))
                        .always("created_at", Schema.TIMESTAMP),
                Effect.ADDS,
                null);
    }

    @Override
    public JsonObject call(Caller caller, Arguments arguments) {
        Metadata metadata = arguments.find(METADATA).map(Metadata::new).orElse(Metadata.EMPTY);
        NewConversation wanted = NewConversation.start(arguments.get(SESSION_ID), arguments.get(TITLE), metadata);
        Conversation begun = conversations.begin(caller.tenant(), wanted);
        return JsonText.object()
                .add("conversation_id", begun.id().toString())
                .add("session_id", AsJson.orNull(begun.sessionId()))
                .add("created_at", Timestamp.text(begun.createdAt()))
                .build();
    }
}
