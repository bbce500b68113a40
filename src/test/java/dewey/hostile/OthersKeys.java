package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.authentication.GuardedDewey;
import dewey.hostile.Tools.Answer;
import dewey.json.JsonOf;
import dewey.json.JsonText;
import dewey.websocket.McpClient;
import dewey.wire.HttpReply;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** What the server has given one caller to come back with, in the hands of a caller of another tenant: cursors, sessions, streams. */
final class OthersKeys {
    private static final String ROOM = "security";
    private static final String SAID = "the pangolin counts its scales";
    private static final String SESSION_ID = "Mcp-Session-Id";

    private final GuardedDewey dewey;
    private final Doors doors;
    private final List<Case> cases = new ArrayList<>();
    private final String conversation;
    private final String session = UUID.randomUUID().toString();

    OthersKeys(GuardedDewey dewey) {
        this.dewey = dewey;
        doors = new Doors(dewey.webSocket("/mcp"), "127.0.4.1");
        try (McpClient owner = dewey.client(GuardedDewey.WRITER)) {
            String last = "";
            for (int i = 0; i < 3; i++) {
                last = owner.structured("dewey_begin_conversation", JsonOf.object("session_id", session, "title", SAID))
                        .getString("conversation_id");
                for (int k = 0; k < 3; k++) {
                    owner.structured(
                            "dewey_store_message",
                            JsonOf.object("conversation_id", last, "role", "user", "content", SAID + " " + k));
                }
            }
            conversation = last;
        }
    }

    Stream<Case> cases() {
        cursor("dewey_list_conversations", JsonOf.object("session_id", session, "limit", 1));
        cursor("dewey_list_conversations", JsonOf.object("sort_by", "created_at", "limit", 1));
        cursor("dewey_search", JsonOf.object("query", "pangolin", "limit", 1));
        cursor("dewey_get_conversation", JsonOf.object("conversation_id", conversation, "limit", 1));
        for (String verb : List.of("POST", "GET", "DELETE")) {
            cases.add(Case.of(Row.H33, "http", verb + " in a session of another", () -> session(verb)));
        }
        cases.add(Case.of(Row.H33, "http", "the rest of a stream of another", this::stream));
        cases.add(Case.of(Row.H33, "resources", "subscribed to what another writes", this::subscription));
        return cases.stream();
    }

    private void cursor(String tool, JsonObject arguments) {
        cases.add(Case.of(Row.H33, ROOM, tool + " by a cursor of another: " + arguments.keySet(), () -> {
            String next;
            try (McpClient owner = dewey.client(GuardedDewey.WRITER)) {
                next = owner.structured(tool, arguments).getString("next_cursor");
            }
            JsonObject goingOn = JsonText.object(arguments).add("cursor", next).build();
            try (McpClient stranger = dewey.client(GuardedDewey.STRANGER)) {
                Answer answer = new Answer(McpClient.await(stranger.beginCall(tool, goingOn)));
                assertThat(answer.response().toString()).doesNotContain("pangolin", session);
                return answer.isRefused() ? answer.reason() : "nothing of it";
            }
        }));
    }

    private String session(String verb) throws IOException {
        String id = begun();
        assertThat(in(id, GuardedDewey.STRANGER, verb).status()).isEqualTo(404);
        HttpReply own = in(id, GuardedDewey.WRITER, "POST");
        assertThat(own.status()).as("the session goes on for its own caller").isEqualTo(200);
        return "404";
    }

    private String stream() throws IOException {
        String id = begun();
        for (String event : List.of("0", "1", "1-1", id + "-1", "../" + id, "x".repeat(4_000))) {
            HttpReply reply = doors.request(
                    "GET",
                    "/mcp",
                    "",
                    SESSION_ID,
                    id,
                    "Last-Event-ID",
                    event,
                    "Accept",
                    "text/event-stream",
                    "Authorization",
                    "Bearer " + GuardedDewey.STRANGER);
            assertThat(reply.status()).isEqualTo(404);
        }
        return "404";
    }

    private String begun() throws IOException {
        HttpReply reply = doors.post("/mcp", McpCases.INITIALIZE, "Authorization", "Bearer " + GuardedDewey.WRITER);
        return reply.head().header(SESSION_ID).orElseThrow();
    }

    private HttpReply in(String id, String token, String verb) throws IOException {
        return doors.request(
                verb,
                "/mcp",
                verb.equals("POST") ? Doors.PING : "",
                SESSION_ID,
                id,
                "Content-Type",
                "application/json",
                "Accept",
                "application/json, text/event-stream",
                "Authorization",
                "Bearer " + token);
    }

    /** Asks for it, whatever the answer is, and hears nothing of the other's messages; what its own tenant does comes in time. */
    private String subscription() throws Exception {
        try (McpClient stranger = dewey.client(GuardedDewey.STRANGER);
                McpClient owner = dewey.client(GuardedDewey.WRITER)) {
            String own = stranger.structured("dewey_begin_conversation", JsonOf.object())
                    .getString("conversation_id");
            stranger.send("{\"jsonrpc\":\"2.0\",\"id\":\"listen\",\"method\":\"subscriptions/listen\",\"params\":{"
                    + McpCases.META + ",\"notifications\":{\"resourceSubscriptions\":[\"dewey://conversation/"
                    + conversation
                    + "\",\"dewey://conversation/" + own + "\"]}}}");
            assertThat(stranger.next()).contains("acknowledged");
            store(owner, conversation);
            store(stranger, own);
            List<String> heard = new ArrayList<>();
            for (String next = stranger.next(); !next.contains(own); next = stranger.next()) {
                heard.add(next);
            }
            assertThat(heard).noneMatch(text -> text.contains("notifications/resources/updated"));
            return "only its own";
        }
    }

    private static void store(McpClient client, String conversation) {
        client.structured(
                "dewey_store_message", JsonOf.object("conversation_id", conversation, "role", "user", "content", SAID));
    }
}
