package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.json.JsonText;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.util.List;

/** Calls of tools, one client for each case, and what is stored before and after. */
final class Tools implements AutoCloseable {
    private static final String ROWS =
            """
            SELECT concat_ws('/', (SELECT count(*) FROM conversations WHERE metadata->>'source' IS DISTINCT FROM 'proxy'
                                    AND session_id IS DISTINCT FROM 'hostile-witness'),
                (SELECT count(*) FROM messages m JOIN conversations c ON c.id = m.conversation_id
                  WHERE c.metadata->>'source' IS DISTINCT FROM 'proxy' AND c.session_id IS DISTINCT FROM 'hostile-witness'),
                (SELECT count(*) FROM startup_contexts))""";

    private final RunningDewey dewey;
    private final McpClient client;

    Tools(RunningDewey dewey) {
        this.dewey = dewey;
        client = McpClient.modern(dewey.mcp());
    }

    /** What came back for a call. */
    record Answer(JsonObject response) {
        Answer {
            Doors.requireSafeWords(outsideOfContents(response));
        }

        /** What a caller has stored comes back as it was, and may look like anything. */
        private static String outsideOfContents(JsonObject response) {
            JsonObject result = response.getJsonObject("result");
            return result == null || result.getBoolean("isError", false) ? response.toString() : "";
        }

        boolean isRefused() {
            return response.containsKey("error")
                    || response.getJsonObject("result").getBoolean("isError", false);
        }

        /** The {@code error} of a refusal. */
        JsonObject refusal() {
            assertThat(isRefused()).as("a refusal: " + response).isTrue();
            if (response.containsKey("error")) {
                int code = response.getJsonObject("error").getInt("code");
                assertThat(code).as(response.toString()).isEqualTo(-32602);
                return response.getJsonObject("error");
            }
            return structured().getJsonObject("error");
        }

        String reason() {
            return refusal().getString("reason", "-32602");
        }

        JsonObject structured() {
            JsonObject result = response.getJsonObject("result");
            assertThat(result).as(response.toString()).isNotNull();
            return result.getJsonObject("structuredContent");
        }

        /** Succeeded, or was refused for a reason: anything but a fault of the server. */
        String outcome() {
            return isRefused() ? reason() : "taken";
        }
    }

    Answer call(String tool, JsonObject arguments) {
        return new Answer(McpClient.await(client.beginCall(tool, arguments)));
    }

    Answer call(String tool, Object... arguments) {
        return call(tool, JsonOf.object(arguments));
    }

    Answer request(String method, JsonObject params) {
        return new Answer(client.request(method, params));
    }

    McpClient client() {
        return client;
    }

    /** A new conversation. */
    String begin() {
        return call("dewey_begin_conversation").structured().getString("conversation_id");
    }

    Answer store(String conversation, Object... more) {
        JsonObject arguments = JsonText.object(
                        JsonOf.object("conversation_id", conversation, "role", "user", "content", "x"))
                .addAll(JsonText.object(JsonOf.object(more)))
                .build();
        return call("dewey_store_message", arguments);
    }

    /** The messages of a conversation of few. */
    List<JsonObject> messages(String conversation) {
        return call("dewey_get_conversation", "conversation_id", conversation)
                .structured()
                .getJsonArray("messages")
                .getValuesAs(JsonObject.class);
    }

    List<JsonObject> list() {
        return client.request("tools/list")
                .getJsonObject("result")
                .getJsonArray("tools")
                .getValuesAs(JsonObject.class);
    }

    /** How many rows there are, but for those of the witness and of relayed sessions. */
    String rows() throws SQLException {
        return dewey.postgres().ask(ROWS);
    }

    @Override
    public void close() {
        client.close();
    }
}
