package dewey.tools;

import dewey.config.Settings;
import dewey.conversations.Cursor;
import dewey.json.JsonText;
import dewey.mcp.Arguments;
import dewey.mcp.Effect;
import dewey.mcp.Parameter;
import dewey.mcp.Parameters;
import dewey.mcp.Schema;
import dewey.mcp.Tool;
import dewey.mcp.ToolDescription;
import dewey.refusals.Refused;
import dewey.security.Caller;
import dewey.sessions.FramePage;
import dewey.sessions.FrameQuery;
import dewey.sessions.Sessions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** {@code dewey_get_session}. */
@ApplicationScoped
public class GetSession implements Tool {
    private static final Parameter<UUID> CONVERSATION_ID = Parameter.uuid(
                    "conversation_id", "The session, as dewey_list_sessions gave it")
            .required();
    private static final Parameter<Integer> LIMIT =
            Parameter.integer("limit", 1, 1000, "How many frames at most").otherwise(100, JsonText.number(100));
    private static final Parameter<Integer> FROM_SEQUENCE =
            Parameter.integer("from_sequence", 1, Integer.MAX_VALUE, "The first place in the session that is wanted");
    private static final Parameter<String> DIRECTION =
            Parameter.oneOf("direction", directions(), "Only what went this way");
    private static final Parameter<String> METHOD = Parameter.text(
            "method", 200, "Only requests and notifications of this method, and the answers to them: tools/call");
    private static final Parameter<Boolean> ERRORS_ONLY = Parameter.flag(
                    "errors_only", "Only answers that tell of a failure, of the protocol or of a tool")
            .otherwise(false, JsonValue.FALSE);
    private static final Parameter<Boolean> INCLUDE_CONTENT = Parameter.flag(
                    "include_content", "Whether to give the texts; false for an overview")
            .otherwise(true, JsonValue.TRUE);

    @Inject
    private Sessions sessions;

    @Inject
    private Settings settings;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "dewey_get_session",
                "Read a recorded session",
                "Gives what went over a recorded MCP session, frame by frame, in order, and which answer belongs to which"
                        + " request. A long one comes in pages: while there is a next_cursor, ask again with it.",
                Parameters.of(
                        CONVERSATION_ID,
                        LIMIT,
                        Common.CURSOR,
                        FROM_SEQUENCE,
                        DIRECTION,
                        METHOD,
                        ERRORS_ONLY,
                        INCLUDE_CONTENT),
                Schema.members()
                        .always("session", SessionAsJson.SESSION)
                        .always("frames", Schema.arrayOf(SessionAsJson.FRAME))
                        .sometimes("next_cursor", Schema.STRING),
                Effect.READS,
                null);
    }

    @Override
    public JsonObject call(Caller caller, Arguments arguments) {
        FramePage page = sessions.read(caller.tenant(), arguments.get(CONVERSATION_ID), query(arguments));
        JsonObjectBuilder answer = JsonText.object()
                .add("session", SessionAsJson.session(page.session()))
                .add(
                        "frames",
                        JsonText.arrayOf(
                                page.frames().stream().map(SessionAsJson::frame).toList()));
        page.nextCursor().ifPresent(cursor -> answer.add("next_cursor", cursor));
        return answer.build();
    }

    private FrameQuery query(Arguments arguments) {
        Integer from = arguments.get(FROM_SEQUENCE);
        String cursor = arguments.get(Common.CURSOR);
        if (from != null && cursor != null) {
            throw Refused.invalid("from_sequence", "and cursor both say where to begin; give one of them");
        }
        return new FrameQuery(
                from == null ? 1 : from,
                cursor == null ? null : Cursor.read(cursor),
                arguments.get(DIRECTION),
                arguments.get(METHOD),
                arguments.get(ERRORS_ONLY),
                arguments.get(INCLUDE_CONTENT),
                arguments.get(LIMIT),
                settings.tools().maxAnswerBytes());
    }

    private static Map<String, String> directions() {
        Map<String, String> directions = new LinkedHashMap<>();
        directions.put("client_to_server", "client_to_server");
        directions.put("server_to_client", "server_to_client");
        return directions;
    }
}
