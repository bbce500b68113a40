package dewey.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.json.JsonText;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An MCP client that lets no answer of a tool pass unless it is true to the tool's own {@code outputSchema}. */
public final class CheckedClient implements AutoCloseable {
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private final McpClient client;
    private final Map<String, JsonObject> tools;
    private final Map<String, JsonSchema> outputs;
    private final Map<String, String> calls = new ConcurrentHashMap<>();

    private CheckedClient(McpClient client) {
        this.client = client;
        tools =
                client
                        .request("tools/list")
                        .getJsonObject("result")
                        .getJsonArray("tools")
                        .getValuesAs(JsonObject.class)
                        .stream()
                        .collect(Collectors.toMap(tool -> tool.getString("name"), Function.identity()));
        outputs = tools.values().stream()
                .collect(Collectors.toMap(
                        tool -> tool.getString("name"),
                        tool -> SCHEMAS.getSchema(JsonText.write(tool.getJsonObject("outputSchema")))));
    }

    public static CheckedClient of(RunningDewey dewey) {
        return new CheckedClient(McpClient.legacy(dewey.mcp()));
    }

    public static CheckedClient modern(RunningDewey dewey) {
        return new CheckedClient(McpClient.modern(dewey.mcp()));
    }

    /** What {@code tools/list} says of the tools, by their names. */
    Map<String, JsonObject> tools() {
        return tools;
    }

    /** The {@code structuredContent} of a call that succeeds; its arguments are names and values by turns. */
    public JsonObject call(String tool, Object... arguments) {
        return McpClient.await(begin(tool, arguments));
    }

    /** The same without waiting. Calls leave in the order of these calls. */
    CompletableFuture<JsonObject> begin(String tool, Object... arguments) {
        return response(tool, JsonOf.object(arguments)).thenApply(structured -> {
            assertThat(structured).as("answer of " + tool).doesNotContainKey("error");
            return structured;
        });
    }

    /** The {@code error} of a call that is refused. */
    public JsonObject refusal(String tool, Object... arguments) {
        return refusal(tool, JsonOf.object(arguments));
    }

    public JsonObject refusal(String tool, JsonObject arguments) {
        JsonObject structured = McpClient.await(response(tool, arguments));
        assertThat(structured).as("answer of " + tool).containsOnlyKeys("error");
        return structured.getJsonObject("error");
    }

    /** Sends a call under an id of the test's own; {@link #next} gives its response. */
    void send(String id, String tool, Object... arguments) {
        calls.put(id, tool);
        client.send(JsonText.write(JsonOf.object(
                "jsonrpc",
                "2.0",
                "id",
                id,
                "method",
                "tools/call",
                "params",
                JsonOf.object("name", tool, "arguments", JsonOf.object(arguments)))));
    }

    void cancel(String id) {
        client.send(JsonText.write(JsonOf.object(
                "jsonrpc", "2.0",
                "method", "notifications/cancelled",
                "params", JsonOf.object("requestId", id))));
    }

    /** The next response to a call that was {@link #send}. */
    JsonObject next() {
        JsonObject response = McpClient.json(client.next());
        checked(calls.get(response.getString("id")), response);
        return response;
    }

    boolean isSilentFor(Duration patience) {
        return client.next(patience) == null;
    }

    void ping() {
        assertThat(client.request("ping").getJsonObject("result")).isEmpty();
    }

    private CompletableFuture<JsonObject> response(String tool, JsonObject arguments) {
        return client.beginCall(tool, arguments).thenApply(response -> checked(tool, response));
    }

    private JsonObject checked(String tool, JsonObject response) {
        JsonObject result = response.getJsonObject("result");
        assertThat(result).as("response " + response).isNotNull();
        JsonObject structured = result.getJsonObject("structuredContent");
        assertThat(outputs.get(tool)
                        .validate(JsonText.write(structured), InputFormat.JSON, context -> context.getExecutionConfig()
                                .setFormatAssertionsEnabled(true)))
                .as("answer of " + tool + " against its outputSchema")
                .isEmpty();
        String text = text(result);
        if (result.getBoolean("isError")) {
            assertThat(text).isEqualTo(structured.getJsonObject("error").getString("message"));
        } else {
            assertThat(McpClient.json(text)).isEqualTo(structured);
        }
        return structured;
    }

    private static String text(JsonObject result) {
        assertThat(result.getJsonArray("content")).hasSize(1);
        JsonObject block = result.getJsonArray("content").getJsonObject(0);
        assertThat(block.getString("type")).isEqualTo("text");
        return block.getString("text");
    }

    @Override
    public void close() {
        client.close();
    }
}
