package dewey.websocket;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A small MCP client over WebSocket that can also misbehave: it sends any text, in any pieces. */
public final class McpClient implements AutoCloseable {
    public static final String MODERN = "2026-07-28";
    public static final String LEGACY = "2025-11-25";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String KEY = "io.modelcontextprotocol/";

    private final WebSocket socket;
    private final Received received;
    private final AtomicInteger ids = new AtomicInteger();
    private JsonObject meta;
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

    private McpClient(WebSocket socket, Received received) {
        this.socket = socket;
        this.received = received;
    }

    /** Opens a socket and says nothing yet. Fails with the handshake's own failure. */
    public static McpClient connect(URI address, String... headers) {
        return connect(address, builder(headers));
    }

    /** The same, offering subprotocols. */
    public static McpClient offering(URI address, String preferred, String... others) {
        return connect(address, builder().subprotocols(preferred, others));
    }

    /** A client of the stateful era, after its handshake. */
    public static McpClient legacy(URI address) {
        McpClient client = offering(address, "mcp");
        client.initialize(LEGACY);
        return client;
    }

    /** A client of the stateless era: each of its requests carries the revision. */
    public static McpClient modern(URI address, String... headers) {
        McpClient client = connect(address, builder(headers).subprotocols("mcp"));
        client.meta = JsonText.object()
                .add(KEY + "protocolVersion", MODERN)
                .add(KEY + "clientCapabilities", JsonValue.EMPTY_JSON_OBJECT)
                .add(KEY + "clientInfo", clientInfo())
                .build();
        return client;
    }

    private static McpClient connect(URI address, WebSocket.Builder builder) {
        Received received = new Received();
        WebSocket socket =
                builder.connectTimeout(PATIENCE).buildAsync(address, received).join();
        return new McpClient(socket, received);
    }

    private static WebSocket.Builder builder(String... headers) {
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        return builder;
    }

    private static JsonObject clientInfo() {
        return JsonText.object().add("name", "dewey-test").add("version", "1").build();
    }

    /** The subprotocol that the server has agreed to; empty for none. */
    public String subprotocol() {
        return socket.getSubprotocol();
    }

    /** The result of {@code initialize}. */
    public JsonObject initialize(String version) {
        JsonObject result = request(
                        "initialize",
                        JsonText.object()
                                .add("protocolVersion", version)
                                .add("capabilities", JsonValue.EMPTY_JSON_OBJECT)
                                .add("clientInfo", clientInfo())
                                .build())
                .getJsonObject("result");
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        return result;
    }

    /** The whole response to a request. */
    public JsonObject request(String method, JsonObject params) {
        return await(begin(method, params));
    }

    public JsonObject request(String method) {
        return request(method, JsonValue.EMPTY_JSON_OBJECT);
    }

    /** Sends a request and does not wait. Requests leave in the order of these calls. */
    public CompletableFuture<JsonObject> begin(String method, JsonObject params) {
        String id = Integer.toString(ids.incrementAndGet());
        CompletableFuture<JsonObject> response = received.expect(id);
        send(JsonText.write(JsonText.object()
                .add("jsonrpc", "2.0")
                .add("id", Integer.parseInt(id))
                .add("method", method)
                .add("params", withMeta(params))
                .build()));
        return response;
    }

    /** The result of {@code tools/call}. */
    public JsonObject call(String tool, JsonObject arguments) {
        return await(beginCall(tool, arguments)).getJsonObject("result");
    }

    public CompletableFuture<JsonObject> beginCall(String tool, JsonObject arguments) {
        return begin(
                "tools/call",
                JsonText.object().add("name", tool).add("arguments", arguments).build());
    }

    /** The {@code structuredContent} of a call that succeeds. */
    public JsonObject structured(String tool, JsonObject arguments) {
        JsonObject result = call(tool, arguments);
        if (result == null || result.getBoolean("isError", false)) {
            throw new AssertionError(tool + " was refused: " + result);
        }
        return result.getJsonObject("structuredContent");
    }

    /** The {@code error} of a call that is refused. */
    public JsonObject refusal(String tool, JsonObject arguments) {
        JsonObject result = call(tool, arguments);
        if (result == null || !result.getBoolean("isError", false)) {
            throw new AssertionError(tool + " was not refused: " + result);
        }
        return result.getJsonObject("structuredContent").getJsonObject("error");
    }

    /** Sends one text message, in so many frames. */
    public synchronized void send(String... pieces) {
        for (int i = 0; i < pieces.length; i++) {
            String piece = pieces[i];
            boolean last = i == pieces.length - 1;
            sent = sent.thenCompose(before -> socket.sendText(piece, last));
        }
    }

    public synchronized void sendBinary(byte[] data) {
        sent = sent.thenCompose(before -> socket.sendBinary(ByteBuffer.wrap(data), true));
    }

    /** The next text that answers no request of this client's own making. */
    public String next() {
        String text = next(PATIENCE);
        if (text == null) {
            throw new AssertionError("nothing came");
        }
        return text;
    }

    /** The same, or null after {@code patience}. */
    public String next(Duration patience) {
        try {
            return received.texts.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Sends a text and gives the next one that comes. */
    public String ask(String text) {
        send(text);
        return next();
    }

    /** Waits for the close frame. */
    public int closeCode() {
        return await(received.closed);
    }

    public boolean isOpen() {
        return !received.closed.isDone();
    }

    /** Ends the connection without a word. */
    public void abort() {
        socket.abort();
    }

    @Override
    public void close() {
        if (!socket.isOutputClosed()) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
                    .handle((done, failure) -> null)
                    .join();
        }
        received.closed
                .completeOnTimeout(1006, 2, TimeUnit.SECONDS)
                .handle((done, failure) -> null)
                .join();
        socket.abort();
    }

    private JsonObject withMeta(JsonObject params) {
        return meta == null || params.containsKey("_meta")
                ? params
                : JsonText.object(params).add("_meta", meta).build();
    }

    public static <T> T await(CompletableFuture<T> future) {
        return future.copy().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    public static JsonObject json(String text) {
        try {
            return JsonText.read(text).asJsonObject();
        } catch (InvalidJson e) {
            throw new AssertionError(text, e);
        }
    }

    /** What has come in: responses go to who waits for them, everything else into a queue. */
    private static final class Received implements WebSocket.Listener {
        private final Map<String, CompletableFuture<JsonObject>> expected = new ConcurrentHashMap<>();
        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder message = new StringBuilder();

        CompletableFuture<JsonObject> expect(String id) {
            CompletableFuture<JsonObject> response = new CompletableFuture<>();
            expected.put(id, response);
            if (closed.isDone()) {
                // nobody else would tell who asks on a socket that has ended
                failAll(new IllegalStateException("closed with " + closed.join()));
            }
            return response;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                take(message.toString());
                message.setLength(0);
            }
            socket.request(1);
            return null;
        }

        private void take(String text) {
            JsonObject response = text.startsWith("{") ? json(text) : JsonValue.EMPTY_JSON_OBJECT;
            CompletableFuture<JsonObject> waiting =
                    response.get("id") instanceof JsonNumber id ? expected.remove(id.toString()) : null;
            if (waiting == null) {
                texts.add(text);
            } else {
                waiting.complete(response);
            }
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            failAll(new IllegalStateException("closed with " + code + " " + reason));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            closed.complete(1006);
            failAll(failure);
        }

        private void failAll(Throwable failure) {
            expected.values().forEach(response -> response.completeExceptionally(failure));
        }
    }
}
