package dewey.crash;

import dewey.http.HttpMcp;
import dewey.json.JsonOf;
import dewey.json.JsonText;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;

/** Calls over HTTP, each a request; those of the old era in a session, which lives on one node. */
final class HttpCalls implements ToolCalls {
    private static final int OK = 200;

    private final HttpMcp http;
    private final String session;

    private HttpCalls(HttpMcp http, String session) {
        this.http = http;
        this.session = session;
    }

    static HttpCalls modern(URI address) {
        return new HttpCalls(new HttpMcp(address), null);
    }

    static HttpCalls legacy(URI address) {
        HttpMcp http = new HttpMcp(address);
        JsonObject client = JsonOf.object("name", "dewey-test", "version", "1");
        HttpResponse<String> initialized = post(
                http,
                HttpMcp.request(
                        "initialize",
                        JsonOf.object(
                                "protocolVersion",
                                McpClient.LEGACY,
                                "capabilities",
                                JsonObject.EMPTY_JSON_OBJECT,
                                "clientInfo",
                                client)));
        String session = initialized.headers().firstValue(HttpMcp.SESSION).orElseThrow(IllegalStateException::new);
        return new HttpCalls(http, session);
    }

    @Override
    public JsonObject call(String tool, JsonObject arguments) {
        JsonObject params =
                JsonText.object().add("name", tool).add("arguments", arguments).build();
        return response(
                session == null
                        ? post(
                                http,
                                HttpMcp.modern("tools/call", params),
                                HttpMcp.VERSION,
                                McpClient.MODERN,
                                "Mcp-Method",
                                "tools/call",
                                "Mcp-Name",
                                tool)
                        : post(
                                http,
                                HttpMcp.request("tools/call", params),
                                HttpMcp.VERSION,
                                McpClient.LEGACY,
                                HttpMcp.SESSION,
                                session));
    }

    private static HttpResponse<String> post(HttpMcp http, String body, String... headers) {
        try {
            HttpResponse<String> response = http.post(body, headers);
            if (response.statusCode() != OK) {
                throw new IllegalStateException(response.statusCode() + " " + response.body());
            }
            return response;
        } catch (IOException lost) {
            throw new IllegalStateException(lost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The answer may come as JSON, or as the last message of a stream, which may have broken off. */
    private static JsonObject response(HttpResponse<String> response) {
        if (response.body().startsWith("{")) {
            return McpClient.json(response.body());
        }
        return response.body()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> McpClient.json(line.substring("data: ".length())))
                .filter(message -> message.containsKey("result") || message.containsKey("error"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the stream ended without an answer"));
    }

    @Override
    public void close() {
        // a session that is not used any more ends by itself
    }
}
