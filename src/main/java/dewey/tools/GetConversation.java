package dewey.tools;

import dewey.config.Settings;
import dewey.conversations.Conversation;
import dewey.conversations.ConversationPage;
import dewey.conversations.Conversations;
import dewey.json.JsonText;
import dewey.json.Timestamp;
import dewey.mcp.Arguments;
import dewey.mcp.Effect;
import dewey.mcp.Parameter;
import dewey.mcp.Parameters;
import dewey.mcp.Schema;
import dewey.mcp.Tool;
import dewey.mcp.ToolDescription;
import dewey.refusals.Refused;
import dewey.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code dewey_get_conversation}. */
@ApplicationScoped
public class GetConversation implements Tool {
    private static final Parameter<UUID> CONVERSATION_ID = Common.CONVERSATION_ID.required();
    private static final Parameter<Integer> LIMIT =
            Parameter.integer("limit", 1, 100_000, "How many messages at most; left out, as many as one answer holds");
    private static final Parameter<Integer> FROM_TURN =
            Parameter.integer("from_turn", 1, Integer.MAX_VALUE, "The first turn wanted");
    private static final Pattern CURSOR_FORM = Pattern.compile("turn-([1-9]\\d{0,9})");

    @Inject
    private Conversations conversations;

    @Inject
    private Settings settings;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "dewey_get_conversation",
                "Read a conversation",
                "Gives a conversation with its messages in order. A long one comes in pages: while there is a next_cursor, ask"
                        + " again with it.",
                Parameters.of(CONVERSATION_ID, LIMIT, Common.CURSOR, FROM_TURN),
                Schema.members()
                        .always("conversation_id", Schema.UUID)
                        .always("session_id", Schema.nullable(Schema.STRING))
                        .always("created_at", Schema.TIMESTAMP)
                        .always("updated_at", Schema.TIMESTAMP)
                        .always("metadata", Schema.OBJECT)
                        .always("message_count", Schema.INTEGER)
                        .always("messages", Schema.arrayOf(AsJson.MESSAGE))
                        .sometimes("title", Schema.STRING)
                        .sometimes("next_cursor", Schema.STRING),
                Effect.READS,
                null);
    }

    @Override
    public JsonObject call(Caller caller, Arguments arguments) {
        int limit = arguments.find(LIMIT).orElse(Integer.MAX_VALUE);
        ConversationPage page = conversations.read(
                caller.tenant(),
                arguments.get(CONVERSATION_ID),
                firstTurn(arguments),
                limit,
                settings.tools().maxAnswerBytes());
        Conversation conversation = page.conversation();
        JsonObjectBuilder answer = JsonText.object()
                .add("conversation_id", conversation.id().toString())
                .add("session_id", AsJson.orNull(conversation.sessionId()))
                .add("created_at", Timestamp.text(conversation.createdAt()))
                .add("updated_at", Timestamp.text(conversation.updatedAt()))
                .add("metadata", conversation.metadata().value())
                .add("message_count", conversation.messageCount())
                .add(
                        "messages",
                        JsonText.arrayOf(
                                page.messages().stream().map(AsJson::message).toList()));
        conversation.title().ifPresent(title -> answer.add("title", title));
        page.nextTurn().ifPresent(turn -> answer.add("next_cursor", "turn-" + turn));
        return answer.build();
    }

    private static int firstTurn(Arguments arguments) {
        String cursor = arguments.get(Common.CURSOR);
        Integer fromTurn = arguments.get(FROM_TURN);
        if (cursor == null) {
            return fromTurn == null ? 1 : fromTurn;
        }
        if (fromTurn != null) {
            throw Refused.invalid("from_turn", "and cursor both say where to begin; give one of them");
        }
        Matcher turn = CURSOR_FORM.matcher(cursor);
        if (!turn.matches() || Long.parseLong(turn.group(1)) > Integer.MAX_VALUE) {
            throw Refused.invalid("cursor", "is not one that this tool gave");
        }
        return Integer.parseInt(turn.group(1));
    }
}
