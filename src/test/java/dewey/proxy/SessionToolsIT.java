package dewey.proxy;

import static dewey.tools.RefusalAssert.assertRefusal;
import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.tools.CheckedClient;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code dewey_list_sessions} and {@code dewey_get_session} tell of a session that went through the relay. */
@OnRunningDewey
class SessionToolsIT {
    private final RunningDewey dewey;
    private CheckedClient reader;

    SessionToolsIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void connect() {
        reader = CheckedClient.modern(dewey);
    }

    @AfterEach
    void disconnect() {
        reader.close();
    }

    @Test
    void tellsAllOfASession() throws Exception {
        // given
        Instant begun = Instant.now();
        JsonObject session;
        try (RelayedTalk talk = new RelayedTalk(dewey)) {
            session = talk.client(
                            "{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':'2025-11-25','capabilities':{},'clientInfo':{'name':'c','version':'1'}}}")
                    .server(
                            "{'jsonrpc':'2.0','id':0,'result':{'protocolVersion':'2025-11-25','capabilities':{},'serverInfo':{'name':'s','version':'2'}}}")
                    .client(
                            "{'jsonrpc':'2.0','id':'a','method':'tools/call','params':{'name':'echo','arguments':{'password':'S3cret'}}}")
                    .client("{'jsonrpc':'2.0','id':'lost','method':'tools/list'}")
                    .server("{'jsonrpc':'2.0','id':'a','result':{'content':[],'isError':true}}")
                    .end(reader);
        }

        // when
        JsonObject read = read(session);

        // then
        assertThat(session.getString("upstream")).isEqualTo("scripted");
        assertThat(session.getString("door")).isEqualTo("websocket");
        assertThat(session.getString("transport")).isEqualTo("websocket");
        assertThat(session.getString("caller")).isEqualTo("local");
        assertThat(session.getString("cause")).isEqualTo("client_closed");
        assertThat(session.getInt("close_code")).isEqualTo(1000);
        assertThat(session.getString("protocol_version")).isEqualTo("2025-11-25");
        assertThat(session.getJsonObject("client_info").getString("name")).isEqualTo("c");
        assertThat(session.getJsonObject("server_info").getString("version")).isEqualTo("2");
        assertThat(Instant.parse(session.getString("started_at"))).isBetween(begun, Instant.now());
        assertThat(session.getInt("duration_ms")).isBetween(0, 60_000);
        assertThat(session.getInt("frame_count")).isEqualTo(5);
        assertThat(session.getJsonObject("messages").toString())
                .isEqualTo("{\"client_to_server\":3,\"server_to_client\":2}");
        assertThat(session.getJsonObject("requests").toString())
                .isEqualTo("{\"client_to_server\":3,\"server_to_client\":0}");
        assertThat(session.getInt("errors")).isEqualTo(1);
        assertThat(session.getInt("gaps")).isZero();

        assertThat(read.getJsonObject("session")).isEqualTo(session);
        List<JsonObject> frames = frames(read);
        assertThat(frames).extracting(frame -> frame.getInt("sequence")).containsExactly(1, 2, 3, 4, 5);
        JsonObject call = frames.get(2);
        assertThat(call.getString("kind")).isEqualTo("request");
        assertThat(call.getString("method")).isEqualTo("tools/call");
        assertThat(call.getString("tool")).isEqualTo("echo");
        assertThat(call.getString("id")).isEqualTo("a");
        assertThat(call.getInt("answered_by")).isEqualTo(5);
        assertThat(call.getString("text")).contains("\"password\":\"***\"").doesNotContain("S3cret");
        assertThat(call.getJsonArray("redacted").getValuesAs(JsonString::getString))
                .containsExactly("params.arguments.password");
        assertThat(frames.get(0).getInt("id")).isZero();
        assertThat(frames.get(3).getBoolean("unanswered")).isTrue();
        JsonObject answer = frames.get(4);
        assertThat(answer.getInt("reply_to")).isEqualTo(3);
        assertThat(answer.getJsonNumber("latency_ms").doubleValue()).isBetween(0.0, 60_000.0);
        assertThat(answer.getBoolean("failed")).isTrue();
        assertThat(answer.getString("method")).isEqualTo("tools/call");
    }

    @Test
    void findsSessionsAndFramesByFilterAndPage() throws Exception {
        // given
        JsonObject session;
        try (RelayedTalk talk = new RelayedTalk(dewey)) {
            String open = talk.open(reader).getString("conversation_id");
            session = talk.client("{'id':1,'method':'ping'}")
                    .server("{'id':1,'result':{}}")
                    .client("{'id':2,'method':'tools/list'}")
                    .server("{'id':2,'error':{'code':-32000,'message':'x'}}")
                    .end(reader);
            assertThat(open).isEqualTo(session.getString("conversation_id"));
        }

        // then
        JsonObject found = reader.call(
                "dewey_list_sessions",
                "cause",
                "client_closed",
                "state",
                "ended",
                "start_date",
                session.getString("started_at"),
                "end_date",
                session.getString("started_at"));
        assertThat(found.getJsonArray("sessions").getValuesAs(JsonObject.class)).containsExactly(session);
        assertThat(found.getInt("total")).isEqualTo(1);
        assertThat(texts(read(session, "method", "tools/list"))).hasSize(2);
        assertThat(texts(read(session, "errors_only", true)))
                .containsExactly("{\"id\":2,\"error\":{\"code\":-32000,\"message\":\"x\"}}");
        assertThat(texts(read(session, "direction", "client_to_server", "from_sequence", 2)))
                .containsExactly("{\"id\":2,\"method\":\"tools/list\"}");
        assertThat(frames(read(session, "include_content", false))).noneMatch(frame -> frame.containsKey("text"));
        JsonObject first = read(session, "limit", 3);
        JsonObject last = read(session, "limit", 3, "cursor", first.getString("next_cursor"));
        assertThat(frames(first)).hasSize(3);
        assertThat(frames(last)).extracting(frame -> frame.getInt("sequence")).containsExactly(4);
        assertThat(last).doesNotContainKey("next_cursor");
    }

    @Test
    void tellsThatTheToolsOfAnUpstreamHaveChanged() throws Exception {
        // given
        String name = "t-" + UUID.randomUUID();
        JsonObject before = listing("{'name':'" + name + "','description':'reads files'}");
        JsonObject same = listing("{ 'description' : 'reads files' , 'name' : '" + name + "' }");

        // when
        JsonObject after = listing("{'name':'" + name + "','description':'reads files, and sends them away'}");

        // then
        assertThat(same.getInt("tool_changes")).isZero();
        assertThat(after.getInt("tool_changes")).isEqualTo(1);
        List<JsonObject> frames = frames(read(after));
        assertThat(frames).extracting(frame -> frame.getString("kind")).containsExactly("request", "response", "event");
        JsonObject event = frames.get(2);
        assertThat(event.getString("event")).isEqualTo("tools_changed");
        assertThat(event.getInt("seen_in")).isEqualTo(2);
        JsonObject told = McpClient.json(event.getString("text"));
        assertThat(told.getString("summary")).isEqualTo("1 changed (" + name + ": description)");
        assertThat(told.getJsonObject("before").getString("conversation_id"))
                .isEqualTo(before.getString("conversation_id"));
        assertThat(told.getJsonArray("changed")
                        .getJsonObject(0)
                        .getJsonArray("changes")
                        .getJsonObject(0)
                        .getString("after"))
                .isEqualTo("reads files, and sends them away");
        assertThat(dewey.readiness()).containsPattern("\"recorder_tool_changes\":\"[1-9]");
    }

    private JsonObject listing(String tools) throws Exception {
        try (RelayedTalk talk = new RelayedTalk(dewey)) {
            return talk.client("{'jsonrpc':'2.0','id':1,'method':'tools/list'}")
                    .server("{'jsonrpc':'2.0','id':1,'result':{'tools':[" + tools + "]}}")
                    .end(reader);
        }
    }

    @Test
    void refusesAConversationThatWasNotRecordedAndOneThatIsNotThere() {
        String ordinary = reader.call("dewey_begin_conversation").getString("conversation_id");
        String nobody = UUID.randomUUID().toString();

        assertRefusal(reader.refusal("dewey_get_session", "conversation_id", ordinary))
                .isInvalid("conversation_id")
                .says("conversation_id is " + ordinary + ", a conversation that is no recorded session");
        assertRefusal(reader.refusal("dewey_get_session", "conversation_id", nobody))
                .isNotFound("conversation_id")
                .says(reader.refusal("dewey_get_conversation", "conversation_id", nobody)
                        .getString("message"));
        assertRefusal(reader.refusal(
                        "dewey_get_session", "conversation_id", ordinary, "cursor", "x", "from_sequence", 2))
                .isInvalid("from_sequence");
        assertRefusal(reader.refusal("dewey_list_sessions", "cursor", "x")).isInvalid("cursor");
    }

    private JsonObject read(JsonObject session, Object... more) {
        Object[] arguments = new Object[more.length + 2];
        System.arraycopy(more, 0, arguments, 2, more.length);
        arguments[0] = "conversation_id";
        arguments[1] = session.getString("conversation_id");
        return reader.call("dewey_get_session", arguments);
    }

    private static List<JsonObject> frames(JsonObject read) {
        return read.getJsonArray("frames").getValuesAs(JsonObject.class);
    }

    private static List<String> texts(JsonObject read) {
        return frames(read).stream().map(frame -> frame.getString("text")).toList();
    }
}
