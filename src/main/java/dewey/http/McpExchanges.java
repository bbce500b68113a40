package dewey.http;

import dewey.authentication.Challenge;
import dewey.config.Settings;
import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcWriter;
import dewey.jsonrpc.RequestId;
import dewey.mcp.McpServer;
import dewey.security.Role;
import dewey.threads.Clock;
import dewey.threads.Shutdown;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;

/** All requests of MCP over HTTP that are open on this node, and the sessions of the old era; bounded both. */
@ApplicationScoped
public class McpExchanges {
    private static final long WATCH_MS = 500;

    private final Set<HttpReply> replies = ConcurrentHashMap.newKeySet();

    @Inject
    private Settings settings;

    @Inject
    private McpServer server;

    @Inject
    private Clock clock;

    @Inject
    private Shutdown shutdown;

    private LegacySessions sessions;
    private ScheduledFuture<?> watch;
    private long lastComment = System.nanoTime();

    /** Made with the application, so that no client waits for it. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {}

    @PostConstruct
    void start() {
        sessions = new LegacySessions(settings.http());
        watch = clock.every(WATCH_MS, this::watch);
    }

    LegacySessions sessions() {
        return sessions;
    }

    /** How many requests are open, or have an answer that is on its way; those that only listen are among them. */
    public int openRequests() {
        return replies.size();
    }

    /** How many sessions of the old era there are. */
    public int openSessions() {
        return sessions.count();
    }

    boolean isFull() {
        return replies.size() >= settings.http().maxOpenRequests();
    }

    int maxSessionRequests() {
        return settings.http().maxSessionRequests();
    }

    boolean isRefusing() {
        return shutdown.isRefusing();
    }

    /** Answers that the client may come again, and when. */
    static void overloaded(ClientAnswer answer, String reason) {
        String error = JsonRpcWriter.error(null, new JsonRpcError(JsonRpcError.INTERNAL_ERROR, reason, null));
        answer.whole(
                HttpServletResponse.SC_SERVICE_UNAVAILABLE, error, response -> response.setHeader("Retry-After", "1"));
    }

    /** Answers that the caller would need another role, so that its client may get it a token that has it (MCP, Authorization). */
    void insufficient(ClientAnswer answer, HttpServletRequest request, RequestId id, Role needed) {
        String challenge = Challenge.insufficient(settings.security(), request, needed);
        JsonRpcError error =
                new JsonRpcError(JsonRpcError.INVALID_REQUEST, "this needs the role " + needed.wireName(), null);
        answer.whole(
                HttpServletResponse.SC_FORBIDDEN,
                JsonRpcWriter.error(id, error),
                response -> response.setHeader("WWW-Authenticate", challenge));
    }

    HttpReply open(ClientAnswer client, HttpReply.Form form) {
        HttpReply[] self = new HttpReply[1];
        self[0] = new HttpReply(client, form, () -> replies.remove(self[0]));
        replies.add(self[0]);
        self[0].begin();
        return self[0];
    }

    private void watch() {
        long now = System.nanoTime();
        long quiet = settings.websocket().pingInterval().toNanos();
        Stall stall = new Stall(
                settings.websocket().sendTimeout(), settings.websocket().maxQueuedBytes());
        replies.forEach(reply -> reply.watch(now, quiet, stall));
        sessions.watch(now, stall);
        if (now - lastComment >= quiet) {
            lastComment = now;
            sessions.comment();
        }
    }

    /** Gives those that listen their answer, lets what runs finish for a bounded time, and ends the rest. */
    void drain() {
        shutdown.begin();
        server.endSubscriptions();
        shutdown.await("requests over HTTP", () ->
                (int) replies.stream().filter(HttpReply::isRunning).count());
        watch.cancel(false);
        sessions.endAll();
        replies.forEach(HttpReply::cut);
    }
}
