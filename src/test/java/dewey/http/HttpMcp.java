package dewey.http;

import dewey.json.JsonText;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Requests to MCP over HTTP, as a client writes them. */
public final class HttpMcp {
    public static final String SESSION = "Mcp-Session-Id";
    public static final String VERSION = "MCP-Protocol-Version";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI address;

    public HttpMcp(URI address) {
        this.address = address;
    }

    /** @param headers names and values */
    public HttpResponse<String> post(String body, String... headers) throws IOException, InterruptedException {
        return CLIENT.send(posted(body, headers), HttpResponse.BodyHandlers.ofString());
    }

    /** The same, without waiting for the answer. */
    CompletableFuture<HttpResponse<String>> later(String body, String... headers) {
        return CLIENT.sendAsync(posted(body, headers), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest posted(String body, String... headers) {
        return request(headers)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    /** The same, with nothing added. */
    HttpResponse<String> send(String method, String body, String... headers) throws Exception {
        return CLIENT.send(
                request(headers)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** A modern request whose answer is read as it comes. */
    Stream stream(String method, String name, JsonObject params) throws Exception {
        HttpRequest.Builder request = request(VERSION, "2026-07-28", "Mcp-Method", method);
        if (name != null) {
            request.header("Mcp-Name", name);
        }
        HttpResponse<InputStream> response = CLIENT.send(
                request.header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .POST(HttpRequest.BodyPublishers.ofString(modern(method, params)))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        return new Stream(response);
    }

    private HttpRequest.Builder request(String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(PATIENCE);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    /** A request of revision 2026-07-28. */
    public static String modern(String method, JsonObject params) {
        JsonObject meta = JsonText.object()
                .add("io.modelcontextprotocol/protocolVersion", "2026-07-28")
                .add("io.modelcontextprotocol/clientCapabilities", JsonObject.EMPTY_JSON_OBJECT)
                .build();
        return request(method, JsonText.object(params).add("_meta", meta).build());
    }

    public static String request(String method, JsonObject params) {
        return JsonText.write(JsonText.object()
                .add("jsonrpc", "2.0")
                .add("id", 1)
                .add("method", method)
                .add("params", params)
                .build());
    }

    /** An event stream. */
    record Stream(HttpResponse<InputStream> response, BufferedReader lines) implements AutoCloseable {
        Stream(HttpResponse<InputStream> response) {
            this(response, new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
        }

        /** The next message. */
        JsonObject next() throws IOException {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: {")) {
                    return McpClient.json(line.substring(6));
                }
            }
            throw new AssertionError("the stream has ended");
        }

        /** The next line, be it a comment. */
        String line() throws IOException {
            return lines.readLine();
        }

        @Override
        public void close() throws IOException {
            response.body().close();
        }
    }
}
