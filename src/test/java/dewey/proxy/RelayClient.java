package dewey.proxy;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client that sends and receives whole messages of any kind, and reads no more than its test asks for when told so. */
final class RelayClient implements AutoCloseable, WebSocket.Listener {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<Message> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Close> closed = new CompletableFuture<>();
    private volatile CompletableFuture<Void> pong = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final boolean reads;
    private final WebSocket socket;
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

    record Message(boolean isBinary, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    record Close(int code, String reason) {}

    private RelayClient(URI address, boolean reads, WebSocket.Builder builder) {
        this.reads = reads;
        socket = builder.buildAsync(address, this).join();
    }

    static RelayClient connect(URI address) {
        return new RelayClient(address, true, HTTP.newWebSocketBuilder().subprotocols("mcp"));
    }

    static RelayClient connectWith(URI address, String header, String value) {
        return new RelayClient(address, true, HTTP.newWebSocketBuilder().header(header, value));
    }

    /** A client that never reads anything. */
    static RelayClient deaf(URI address) {
        return new RelayClient(address, false, HTTP.newWebSocketBuilder());
    }

    String subprotocol() {
        return socket.getSubprotocol();
    }

    synchronized void send(String message) {
        sent = sent.thenCompose(before -> socket.sendText(message, true));
    }

    synchronized void send(byte[] message) {
        sent = sent.thenCompose(before -> socket.sendBinary(ByteBuffer.wrap(message), true));
    }

    Message next() throws InterruptedException {
        Message next = received.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing comes; closed: " + closed);
        }
        return next;
    }

    /** What has come and was not taken yet. */
    int waiting() {
        return received.size();
    }

    /** Waits until Dewey has read all that was sent: it answers a ping after what came before. */
    void awaitReading() throws Exception {
        pong = new CompletableFuture<>();
        synchronized (this) {
            socket.sendPing(ByteBuffer.allocate(0)).join();
        }
        pong.get(10, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, ByteBuffer payload) {
        pong.complete(null);
        from.request(1);
        return null;
    }

    Close awaitClose() throws Exception {
        return closed.get(20, TimeUnit.SECONDS);
    }

    void sendClose(int code, String reason) {
        socket.sendClose(code, reason);
    }

    void abort() {
        socket.abort();
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (reads) {
            opened.request(1);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            received.add(new Message(false, text.toString().getBytes(StandardCharsets.UTF_8)));
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        binary.writeBytes(bytes);
        if (last) {
            received.add(new Message(true, binary.toByteArray()));
            binary.reset();
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(new Close(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        closed.complete(new Close(1006, failure.toString()));
    }

    @Override
    public void close() {
        socket.abort();
    }
}
