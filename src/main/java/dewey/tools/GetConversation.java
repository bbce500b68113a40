package dewey.tools;

import dewey.config.Settings;
import dewey.conversations.ConversationPage;
import dewey.conversations.Conversations;
import dewey.features.Arguments;
import dewey.features.Call;
import dewey.features.Effect;
import dewey.features.Parameter;
import dewey.features.Parameters;
import dewey.features.Schema;
import dewey.features.Tool;
import dewey.features.ToolDescription;
import dewey.features.ToolResult;
import dewey.refusals.Refused;
import dewey.shapes.AsJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
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
                AsJson.page().sometimes("next_cursor", Schema.STRING),
                Effect.READS,
                null);
    }

    @Override
    public ToolResult call(Call call) {
        int limit = call.find(LIMIT).orElse(Integer.MAX_VALUE);
        ConversationPage page = conversations.read(
                call.tenant(),
                call.get(CONVERSATION_ID),
                firstTurn(call.arguments()),
                limit,
                settings.tools().maxAnswerBytes());
        JsonObjectBuilder answer = AsJson.page(page);
        page.nextTurn().ifPresent(turn -> answer.add("next_cursor", "turn-" + turn));
        return ToolResult.of(answer.build());
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
