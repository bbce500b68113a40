package dewey.crash;

import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.util.concurrent.TimeUnit;

/** Calls over one WebSocket. */
record SocketCalls(McpClient client) implements ToolCalls {
    private static final int ANSWER_SECONDS = 15;

    @Override
    public JsonObject call(String tool, JsonObject arguments) {
        return client.begin("tools/call", JsonOf.object("name", tool, "arguments", arguments))
                .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        client.close();
    }
}
