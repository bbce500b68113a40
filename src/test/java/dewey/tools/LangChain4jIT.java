package dewey.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.exception.ToolExecutionException;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.transport.McpTransport;
import dev.langchain4j.mcp.client.transport.websocket.WebSocketMcpTransport;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.json.JsonText;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** LangChain4j's own client, which offers no subprotocol, uses every tool. */
@OnRunningDewey
class LangChain4jIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RunningDewey dewey;
    private final Set<String> called = new TreeSet<>();
    private DefaultMcpClient client;

    LangChain4jIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void connect() throws IOException {
        for (int attempt = 1; client == null; attempt++) {
            McpTransport transport = transport(dewey, PATIENCE);
            try {
                client = DefaultMcpClient.builder()
                        .transport(transport)
                        .initializationTimeout(PATIENCE)
                        .toolExecutionTimeout(PATIENCE)
                        .build();
            } catch (RuntimeException e) {
                transport.close();
                if (attempt == attempts() || !(e.getCause() instanceof TimeoutException)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Over WebSocket LangChain4j (1.18.1-beta28) waits in vain in one to four of a thousand connections: when the answer to its
     * {@code initialize} is there before the JDK's client has told it that the request was sent, the notification which it sends then is
     * refused ("Send pending"), and it does not look at that. What to do is to connect again.
     */
    int attempts() {
        return 3;
    }

    McpTransport transport(RunningDewey server, Duration patience) {
        return WebSocketMcpTransport.builder()
                .url(server.mcp().toString())
                .timeout(patience)
                .build();
    }

    @AfterEach
    void disconnect() {
        if (client != null) {
            client.close();
        }
    }

    @Test
    void usesEachTool() {
        // given
        String session = UUID.randomUUID().toString();

        // when
        // looks like the record of a session
        JsonObject metadata = JsonOf.object("source", "proxy", "upstream", session);
        String id = call("dewey_begin_conversation", "session_id", session, "metadata", metadata)
                .getString("conversation_id");
        int turn = call("dewey_store_message", "conversation_id", id, "role", "user", "content", "a barometer")
                .getInt("turn_number");
        JsonObject bulk = call(
                "dewey_store_messages_bulk",
                "conversation_id",
                id,
                "messages",
                JsonOf.array(Talk.message("assistant", "falling"), Talk.message("user", "rain then")));
        JsonObject read = call("dewey_get_conversation", "conversation_id", id);
        JsonObject list = call("dewey_list_conversations", "session_id", session);
        JsonObject sessions = call("dewey_list_sessions", "upstream", session);
        JsonObject frames = call("dewey_get_session", "conversation_id", id);
        JsonObject found = call("dewey_search", "query", "barometer", "session_id", session);
        call("dewey_set_startup_context", "name", session, "content", "Be brief.");
        JsonObject context = call("dewey_get_startup_context");
        JsonObject contexts = call("dewey_list_startup_contexts", "include_content", true);
        JsonObject contextDeleted = call("dewey_delete_startup_context", "name", session, "force", true);
        JsonObject deleted = call("dewey_delete_conversation", "conversation_id", id, "force", true);

        // then
        assertThat(turn).isEqualTo(1);
        assertThat(bulk.getInt("last_turn")).isEqualTo(3);
        assertThat(Talk.contents(read)).containsExactly("a barometer", "falling", "rain then");
        assertThat(list.getInt("total")).isEqualTo(1);
        assertThat(sessions.getInt("total")).isEqualTo(1);
        assertThat(frames.getJsonArray("frames")).hasSize(3);
        assertThat(found.getInt("total")).isEqualTo(1);
        assertThat(context.getString("content")).isEqualTo("Be brief.");
        assertThat(contexts.getJsonArray("contexts")).isNotEmpty();
        assertThat(contextDeleted.getBoolean("deleted")).isTrue();
        assertThat(deleted.getInt("messages_deleted")).isEqualTo(3);
        assertThat(client.listTools())
                .extracting(ToolSpecification::name)
                .hasSizeGreaterThanOrEqualTo(13)
                .containsAll(called);
    }

    @Test
    void isToldWhyACallIsRefused() {
        assertThatThrownBy(() -> execute("dewey_search", JsonOf.object("query", "x", "limit", 5000)))
                .isInstanceOf(ToolExecutionException.class)
                .hasMessageContaining("limit is 5000; it must be from 1 to 100");
    }

    private JsonObject call(String tool, Object... arguments) {
        called.add(tool);
        ToolExecutionResult result = execute(tool, JsonOf.object(arguments));
        assertThat(result.isError()).as(result.resultText()).isFalse();
        return McpClient.json(result.resultText());
    }

    private ToolExecutionResult execute(String tool, JsonObject arguments) {
        return client.executeTool(ToolExecutionRequest.builder()
                .name(tool)
                .arguments(JsonText.write(arguments))
                .build());
    }
}
