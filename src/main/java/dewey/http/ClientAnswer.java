package dewey.http;

import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcWriter;
import dewey.websocket.Connection;
import dewey.websocket.Peer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** The answer to a client over HTTP, written without a thread that waits for the client. */
public final class ClientAnswer implements WriteListener, AsyncListener {
    private static final Logger LOG = System.getLogger(ClientAnswer.class.getName());
    private static final int PIECE = 64 << 10;

    private final AsyncContext context;
    private final Peer peer;
    private final Connection connection;
    private final Runnable onComplete;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private ServletOutputStream out;
    private long waitingBytes;
    private int written;
    private boolean toFlush;
    private boolean ending;
    private boolean over;
    private boolean closing;
    private Runnable lost = () -> {};
    private Runnable whenOver = () -> {};
    private Runnable whenWritten;
    private long lastTaken = System.nanoTime();

    /**
     * To be made by the thread that has begun the context.
     *
     * @param onComplete run when the container is done with the request, however it ended; more than once perhaps
     */
    ClientAnswer(AsyncContext context, Peer peer, Runnable onComplete) {
        this.context = context;
        this.peer = peer;
        connection = peer.connection();
        this.onComplete = onComplete;
        context.addListener(this);
    }

    /** Whether the client may still hear what comes: its token may have expired meanwhile. */
    public boolean isWelcome() {
        return peer.pass().isStillGood();
    }

    /**
     * @param clientLost told at most once, when the client has gone before the end
     * @param atTheEnd told once, when all is written or the client has gone; at once when that has been
     */
    public void tell(Runnable clientLost, Runnable atTheEnd) {
        synchronized (this) {
            lost = clientLost;
            whenOver = atTheEnd;
            if (!over) {
                return;
            }
        }
        atTheEnd.run();
    }

    /** Lets go of the connection with the answer. To be called before that begins. */
    synchronized void closeAfterwards() {
        closing = true;
    }

    /** A whole answer of Dewey's own. */
    public void whole(int status, String json, Consumer<HttpServletResponse> head) {
        whole(json.getBytes(StandardCharsets.UTF_8), response -> {
            response.setStatus(status);
            response.setContentType("application/json");
            head.accept(response);
        });
    }

    /** A refusal after which nothing more is read from the client; a JSON-RPC error without an id. */
    public void refuse(int status, String reason) {
        String error = JsonRpcWriter.error(null, new JsonRpcError(JsonRpcError.INVALID_REQUEST, reason, null));
        closeAfterwards();
        whole(status, error, response -> {});
    }

    /** Answers with what {@code head} sets, status and headers, and with {@code body}. To be called once, and nothing else with it. */
    public void whole(byte[] body, Consumer<HttpServletResponse> head) {
        synchronized (this) {
            enqueue(body);
            ending = true;
        }
        begin(response -> {
            head.accept(response);
            response.setContentLength(body.length);
        });
    }

    /** Begins with what {@code head} sets: status and headers. To be called once, before anything is written. */
    public void begin(Consumer<HttpServletResponse> head) {
        try {
            synchronized (this) {
                if (over) {
                    return;
                }
                HttpServletResponse response = (HttpServletResponse) context.getResponse();
                head.accept(response);
                if (closing) {
                    response.setHeader("Connection", "close");
                }
                ServletOutputStream stream = response.getOutputStream();
                toFlush = true;
                stream.setWriteListener(this);
                out = stream;
            }
            // Payara tells nothing before it was asked (eclipse-ee4j/glassfish-grizzly#2281)
            advance();
        } catch (IOException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "A client has gone before its answer", e);
            gone();
        }
    }

    public void write(byte[] bytes) {
        synchronized (this) {
            if (over || ending) {
                return;
            }
            enqueue(bytes);
            toFlush = true;
        }
        advance();
    }

    private void enqueue(byte[] bytes) {
        if (waiting.isEmpty()) {
            lastTaken = System.nanoTime();
        }
        waiting.add(bytes);
        waitingBytes += bytes.length;
    }

    /** Ends it when all that waits is written. */
    public void end() {
        synchronized (this) {
            ending = true;
        }
        advance();
    }

    /** Runs {@code more} when nothing waits; not at all once it is over. */
    public void whenWritten(Runnable more) {
        synchronized (this) {
            whenWritten = more;
        }
        advance();
    }

    /** For how long the client has taken nothing of what waits. */
    public synchronized Duration stalledFor(long now) {
        return waiting.isEmpty() ? Duration.ZERO : Duration.ofNanos(Math.max(0, now - lastTaken));
    }

    /** How much waits for the client. */
    synchronized long waitingBytes() {
        return waitingBytes;
    }

    /** Ends it at once, and closes the connection where that can be done. */
    public void cut() {
        connection.cut();
        finish();
    }

    @Override
    public void onWritePossible() {
        advance();
    }

    private void advance() {
        Runnable next;
        boolean complete;
        try {
            synchronized (this) {
                if (over || out == null || !drain()) {
                    return;
                }
                complete = ending;
                next = complete ? null : whenWritten;
                whenWritten = null;
            }
        } catch (IOException | IllegalStateException e) {
            gone();
            return;
        }
        if (complete) {
            finish();
        } else if (next != null) {
            next.run();
        }
    }

    /** Whether everything is written and has left. */
    private boolean drain() throws IOException {
        while (out.isReady()) {
            byte[] first = waiting.peek();
            if (first != null) {
                int length = Math.min(PIECE, first.length - written);
                out.write(first, written, length);
                written += length;
                lastTaken = System.nanoTime();
                if (written == first.length) {
                    waiting.remove();
                    waitingBytes -= first.length;
                    written = 0;
                }
            } else if (toFlush) {
                toFlush = false;
                out.flush();
            } else {
                return true;
            }
        }
        return false;
    }

    private void finish() {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            waiting.clear();
            waitingBytes = 0;
        }
        context.complete();
        onComplete.run();
        whenOver.run();
    }

    private void gone() {
        Runnable told;
        synchronized (this) {
            told = over || ending ? () -> {} : lost;
        }
        finish();
        told.run();
    }

    @Override
    public void onError(Throwable failure) {
        gone();
    }

    @Override
    public void onError(AsyncEvent event) {
        gone();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        gone();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        onComplete.run();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // never again
    }
}
