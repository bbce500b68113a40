package dewey.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

@OnRunningDewey
class RecordedSessionIT {
    private final RunningDewey dewey;

    RecordedSessionIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @Test
    void keepsEveryMessageOfARelayedSessionInOrderAndSearchable() throws Exception {
        // given
        String request = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"weather\","
                + "\"arguments\":{\"place\":\"Zwiesel\",\"api_key\":\"sk-1234567890abcdefghijklmnop\"}}}";
        String answer =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"snowfall\"}]}}";
        int port = Integer.parseInt(System.getenv("DEWEY_TEST_UPSTREAM_PORT"));
        try (ScriptedUpstream upstream = new ScriptedUpstream(port);
                RelayClient client = RelayClient.connect(dewey.webSocket("/proxy/scripted"));
                ScriptedSession server = upstream.session()) {
            // when
            client.send(request);
            assertThat(server.read().text()).isEqualTo(request);
            server.send(answer);
            assertThat(client.next().text()).isEqualTo(answer);
            client.send("no JSON at all");
            server.read();
            server.send(ScriptedSession.BINARY, new byte[] {0, -1});
            client.next();
            client.sendClose(1000, "done");
            // an upstream that is gone before that would be what ended the session
            assertThat(server.read().closeReason()).isEqualTo("done");
        }

        // then
        try (McpClient reader = McpClient.modern(dewey.mcp())) {
            JsonObject conversation = await(reader);
            JsonObject facts = conversation.getJsonObject("metadata");
            assertThat(facts.getString("upstream")).isEqualTo("scripted");
            assertThat(facts.getString("cause")).isEqualTo("client_closed");
            List<JsonObject> messages = reader.structured(
                            "dewey_get_conversation", JsonOf.object("conversation_id", conversation.getString("id")))
                    .getJsonArray("messages")
                    .getValuesAs(JsonObject.class);
            assertThat(messages)
                    .extracting(m -> m.getString("role"))
                    .startsWith("user", "assistant", "user", "assistant");
            assertThat(messages.get(0).getString("content")).contains("Zwiesel").doesNotContain("sk-1234567890");
            assertThat(messages.get(1).getString("content")).isEqualTo(answer);
            assertThat(messages.get(1).getJsonObject("metadata").getInt("reply_to"))
                    .isEqualTo(1);
            assertThat(messages.get(2).getString("content")).isEqualTo("no JSON at all");
            assertThat(reader.structured(
                                    "dewey_search",
                                    JsonOf.object("query", "snowfall", "conversation_id", conversation.getString("id")))
                            .getInt("total"))
                    .isEqualTo(1);
        }
    }

    private static JsonObject await(McpClient reader) throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            List<JsonObject> found = reader.structured(
                            "dewey_list_conversations",
                            JsonOf.object("metadata", JsonOf.object("source", "proxy", "reason", "done")))
                    .getJsonArray("conversations")
                    .getValuesAs(JsonObject.class);
            if (!found.isEmpty()) {
                return found.get(0);
            }
            Thread.sleep(50);
        }
        throw new AssertionError("the session is not in the record");
    }
}
