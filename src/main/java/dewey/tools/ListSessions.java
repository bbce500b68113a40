package dewey.tools;

import dewey.conversations.Cursor;
import dewey.conversations.Page;
import dewey.json.JsonText;
import dewey.mcp.Arguments;
import dewey.mcp.Effect;
import dewey.mcp.Parameter;
import dewey.mcp.Parameters;
import dewey.mcp.Schema;
import dewey.mcp.Tool;
import dewey.mcp.ToolDescription;
import dewey.security.Caller;
import dewey.sessions.Session;
import dewey.sessions.SessionQuery;
import dewey.sessions.SessionQuery.State;
import dewey.sessions.Sessions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code dewey_list_sessions}. */
@ApplicationScoped
public class ListSessions implements Tool {
    /** What ends a session, as the recorder spells it. */
    static final List<String> CAUSES = List.of(
            "client_closed",
            "client_lost",
            "upstream_closed",
            "upstream_lost",
            "upstream_unreachable",
            "stalled",
            "idle",
            "refused",
            "server_stopped",
            "crash");

    private static final Parameter<String> UPSTREAM =
            Parameter.text("upstream", 100, "Only sessions with the upstream of this name");
    private static final Parameter<Instant> START_DATE = Common.startDate("Only sessions that began from then on");
    private static final Parameter<Instant> END_DATE = Common.endDate("Only sessions that began up to then");
    private static final Parameter<State> STATE =
            Parameter.oneOf("state", states(), "Only sessions that go on, or only those that have ended");
    private static final Parameter<String> CAUSE =
            Parameter.oneOf("cause", causes(), "Only sessions that ended for this cause");

    @Inject
    private Sessions sessions;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "dewey_list_sessions",
                "List recorded sessions",
                "Lists the MCP sessions that went through Dewey's recording proxy, newest first: who talked to which upstream,"
                        + " when, how much, and how it ended. Read one with dewey_get_session.",
                Parameters.of(UPSTREAM, START_DATE, END_DATE, STATE, CAUSE, Common.LIMIT, Common.CURSOR),
                Schema.members()
                        .always("sessions", Schema.arrayOf(SessionAsJson.SESSION))
                        .always("total", Schema.INTEGER)
                        .always("limit", Schema.INTEGER)
                        .sometimes("next_cursor", Schema.STRING),
                Effect.READS,
                null);
    }

    @Override
    public JsonObject call(Caller caller, Arguments arguments) {
        SessionQuery query = new SessionQuery(
                arguments.get(UPSTREAM),
                arguments.get(START_DATE),
                arguments.get(END_DATE),
                arguments.get(STATE),
                arguments.get(CAUSE),
                arguments.get(Common.LIMIT),
                arguments.find(Common.CURSOR).map(Cursor::read).orElse(null));
        Page<Session> page = sessions.list(caller.tenant(), query);
        JsonObjectBuilder answer = JsonText.object()
                .add(
                        "sessions",
                        JsonText.arrayOf(page.items().stream()
                                .map(SessionAsJson::session)
                                .toList()))
                .add("total", page.total())
                .add("limit", query.limit());
        page.nextCursor().ifPresent(cursor -> answer.add("next_cursor", cursor));
        return answer.build();
    }

    private static Map<String, State> states() {
        Map<String, State> states = new LinkedHashMap<>();
        states.put("open", State.OPEN);
        states.put("ended", State.ENDED);
        return states;
    }

    private static Map<String, String> causes() {
        Map<String, String> causes = new LinkedHashMap<>();
        CAUSES.forEach(cause -> causes.put(cause, cause));
        return causes;
    }
}
