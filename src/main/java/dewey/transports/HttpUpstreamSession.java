package dewey.transports;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.jsonrpc.RequestId;
import dewey.security.Hops;
import dewey.upstreams.Addresses;
import dewey.upstreams.Payload;
import dewey.upstreams.Upstream.HttpUpstream;
import dewey.upstreams.UpstreamSession;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A session with a server that speaks Streamable HTTP, in either era: each message is posted with its text as it is, and each answer,
 * be it JSON or an event of a stream, is one message.
 *
 * <p>HTTP opens nothing: the session counts as opened when the upstream's address is found to be allowed. It is lost when no
 * connection can be made, or when the upstream no longer knows it.
 */
public final class HttpUpstreamSession implements UpstreamSession {
    static final int MOST_REQUESTS = 64;

    private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(1);
    private static final Duration DELETE_TIMEOUT = Duration.ofSeconds(2);
    private static final int LOST = 1006;
    private static final int TEXT_ONLY = 1003;

    private final HttpUpstream upstream;
    private final CheckedClient client;
    private final Executor executor;
    private final ProtocolHeaders headers;
    private final InOrder told;
    private final Valve valve = new Valve();
    private final Departures departures;
    private final ServerStream serverStream = new ServerStream(this);
    private final Map<RequestId, Post> open = new ConcurrentHashMap<>();
    private final Map<Post, Boolean> posts = new ConcurrentHashMap<>();
    private final AtomicBoolean finished = new AtomicBoolean();
    private volatile boolean modern;

    /** @param hops what {@link Hops#HEADER} is to say */
    public HttpUpstreamSession(
            HttpUpstream upstream, String hops, HttpClients clients, Addresses addresses, Listener listener) {
        this.upstream = upstream;
        this.client = new CheckedClient(upstream, clients, addresses);
        this.executor = clients.executor();
        this.headers = new ProtocolHeaders(upstream, hops);
        this.told = new InOrder(listener);
        this.departures = new Departures(MOST_REQUESTS, this::depart);
    }

    /** Begins; {@link Listener#opened} or {@link Listener#unreachable} follows. */
    public void open() {
        executor.execute(() -> {
            try {
                client.requireAddress();
                told.opened("");
                departures.open();
            } catch (Addresses.Refused | UnknownHostException e) {
                if (finished.compareAndSet(false, true)) {
                    departures.close();
                    told.unreachable(PlainWords.of(e));
                }
            }
        });
    }

    @Override
    public void send(Payload message) {
        if (!(message instanceof Payload.Text text)) {
            finish(TEXT_ONLY, "the upstream takes text only");
            return;
        }
        Outgoing outgoing = Outgoing.of(text.text());
        if (outgoing.cancels() != null && cancels(outgoing)) {
            return;
        }
        if (outgoing.body().length > maxMessageBytes()) {
            String reason =
                    "the message is " + outgoing.body().length + " bytes; the upstream's limit is " + maxMessageBytes();
            List<RequestId> ids = outgoing.requests();
            ids.forEach(id -> told.unanswered(id, reason));
            return;
        }
        modern |= outgoing.isModern();
        Post post = new Post(this, outgoing);
        outgoing.requests().forEach(id -> open.put(id, post));
        departures.add(post);
    }

    /**
     * Whether the cancellation is done here: by closing the response of a modern request, which is how that era cancels, and for a
     * request that has not been posted yet. In the legacy era the upstream is told.
     */
    private boolean cancels(Outgoing cancellation) {
        Post post = open.get(cancellation.cancels());
        if (post == null) {
            return modern || cancellation.isModern();
        }
        boolean alone = post.message().requests().size() == 1;
        if (post.message().isModern()) {
            post.cancel();
            return true;
        }
        return alone && post.cancelUnlessStarted();
    }

    private void depart(Post post) {
        posts.put(post, Boolean.TRUE);
        Outgoing message = post.message();
        CompletableFuture<Void> onItsWay = message.wantsAnswer() && !message.isInitialize() ? post.sent() : post.over();
        onItsWay.whenComplete((nothing, failure) -> departures.departed(post));
        post.over().whenComplete((nothing, failure) -> {
            posts.remove(post);
            message.requests().forEach(id -> open.remove(id, post));
            if (message.wantsAnswer()) {
                departures.over();
            } else if ("notifications/initialized".equals(message.method()) && !finished.get() && !modern) {
                serverStream.begin();
            }
        });
        post.start();
        if (finished.get()) {
            post.cancel();
        }
    }

    @Override
    public long waitingBytes() {
        return departures.waitingBytes();
    }

    @Override
    public boolean maySlowClient() {
        return false;
    }

    @Override
    public Duration stalledFor(long now) {
        return departures.stalledFor(now);
    }

    @Override
    public void pause() {
        valve.shut();
    }

    @Override
    public void resume() {
        valve.open();
    }

    @Override
    public void close(int code, String reason) {
        departures
                .whenIdle()
                .completeOnTimeout(null, PATIENCE_AT_THE_END.toMillis(), TimeUnit.MILLISECONDS)
                .thenRun(() -> finish(code, reason));
    }

    @Override
    public boolean hasEnded() {
        return told.hasEnded();
    }

    @Override
    public void cut() {
        finish(LOST, "the session was cut");
    }

    private void finish(int code, String reason) {
        if (!finished.compareAndSet(false, true)) {
            return;
        }
        departures.close();
        serverStream.cancel();
        List.copyOf(posts.keySet()).forEach(Post::cancel);
        valve.open();
        told.closed(code, reason);
        if (headers.hasSession()) {
            HttpRequest delete =
                    headers.ofTheSession().DELETE().timeout(DELETE_TIMEOUT).build();
            // whether the upstream minds is no longer of interest: it ends forgotten sessions by itself, too
            client.exchange(delete, BodyHandlers.discarding());
        }
    }

    /** The answer to an initialize has come. */
    void initialized(String answer) {
        try {
            if (JsonText.read(answer) instanceof JsonObject message
                    && message.get("result") instanceof JsonObject result
                    && result.get("protocolVersion") instanceof JsonString version) {
                headers.agree(version.getString());
            }
        } catch (InvalidJson e) {
            // passed on as it is; the client will say what it thinks of it
            headers.agree("");
        }
    }

    /**
     * No answer can be had for {@code post}. A connection that broke costs its own requests only: servers and what stands before them
     * close idle and long ones. When none can be made any more, the upstream is lost.
     */
    void failed(Post post, Throwable failure) {
        if (!isLostBy(failure)) {
            post.end(PlainWords.of(failure));
        }
    }

    /** Whether {@code failure} means that the upstream is not there, and the session is over. */
    boolean isLostBy(Throwable failure) {
        boolean lost = PlainWords.isConnectFailure(failure);
        if (lost) {
            finish(LOST, PlainWords.of(failure));
        }
        return lost;
    }

    /** Whether a 404 to {@code request} means that the upstream has forgotten the session, which is over then. */
    boolean isLostBy(HttpRequest request) {
        boolean lost = request.headers().firstValue("Mcp-Session-Id").isPresent();
        if (lost) {
            finish(LOST, "the upstream no longer knows the session");
        }
        return lost;
    }

    void later(Duration delay, Runnable work) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, executor)
                .execute(() -> {
                    if (!finished.get()) {
                        work.run();
                    }
                });
    }

    CheckedClient client() {
        return client;
    }

    ProtocolHeaders headers() {
        return headers;
    }

    InOrder told() {
        return told;
    }

    /** Asks a stream for its next piece when the listener has had all that came before, and while the session is not paused. */
    void next(Subscription stream) {
        told.afterwards(() -> valve.next(stream));
    }

    int maxMessageBytes() {
        return upstream.limits().maxMessageBytes();
    }
}
