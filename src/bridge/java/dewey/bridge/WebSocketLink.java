package dewey.bridge;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A WebSocket: one at a time, and each a session of its own. */
final class WebSocketLink implements Link {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final Bridge bridge;
    private final URI server;
    private final Map<String, String> headers;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private volatile WebSocket socket;
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

    WebSocketLink(Bridge bridge, URI server, Map<String, String> headers) {
        this.bridge = bridge;
        this.server = server;
        this.headers = headers;
    }

    @Override
    public void open() {
        WebSocket.Builder builder =
                http.newWebSocketBuilder().subprotocols("mcp").connectTimeout(CONNECT_TIMEOUT);
        headers.forEach(builder::header);
        Listening listening = new Listening();
        builder.buildAsync(server, listening).whenComplete((opened, failure) -> {
            if (failure != null) {
                bridge.lost(reason(failure));
            }
        });
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof WebSocketHandshakeException refused
                ? "the server answers HTTP " + refused.getResponse().statusCode()
                : "the server cannot be reached (" + cause.getClass().getSimpleName() + ")";
    }

    @Override
    public boolean isForgotten() {
        return true;
    }

    @Override
    public void send(Message message) {
        WebSocket to = socket;
        synchronized (this) {
            // one after the other: the JDK's socket refuses a second text while the first is under way
            sent = sent.handle((before, failed) -> null)
                    .thenCompose(before -> to.sendText(message.text(), true))
                    .whenComplete((done, failure) -> {
                        if (failure != null) {
                            gone(to, "the connection is lost");
                        }
                    });
        }
    }

    private void gone(WebSocket from, String reason) {
        synchronized (this) {
            if (socket != from) {
                return;
            }
            socket = null;
            sent = CompletableFuture.completedFuture(null);
        }
        from.abort();
        bridge.lost(reason);
    }

    @Override
    public void close() {
        WebSocket open = socket;
        socket = null;
        if (open == null) {
            return;
        }
        try {
            open.sendClose(WebSocket.NORMAL_CLOSURE, "").get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            open.abort();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Listening implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void onOpen(WebSocket opened) {
            socket = opened;
            bridge.opened();
            opened.request(1);
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                String whole = text.toString();
                text.setLength(0);
                try {
                    bridge.received(Message.of(whole));
                } catch (IllegalArgumentException e) {
                    bridge.note("the server has sent something that is not JSON; it is passed over");
                }
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            gone(from, "the server has closed the connection (" + code + (reason.isEmpty() ? "" : " " + reason) + ")");
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            gone(from, "the connection is lost");
        }
    }
}
