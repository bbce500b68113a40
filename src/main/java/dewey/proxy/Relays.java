package dewey.proxy;

import dewey.config.Settings;
import dewey.proxy.Upstream.WebSocketUpstream;
import dewey.recording.Recorder;
import dewey.recording.SessionStart;
import dewey.recording.Tap;
import dewey.threads.Clock;
import dewey.threads.Couriers;
import dewey.websocket.OpenSocket;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** All relays of this node: opens the upstream's side, and keeps the time of it until it has ended. */
@ApplicationScoped
public class Relays {
    private static final long WATCH_MS = 250;
    private static final Duration LINGER = Duration.ofMillis(500);

    private final Set<UpstreamSession> upstreamSessions = ConcurrentHashMap.newKeySet();
    private final AtomicInteger clients = new AtomicInteger();

    @Inject
    private Settings settings;

    @Inject
    private Couriers couriers;

    @Inject
    private Recorder recorder;

    @Inject
    private Clock clock;

    private HttpClient http;
    private ScheduledFuture<?> watch;

    @PostConstruct
    void start() {
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(couriers)
                .build();
        watch = clock.every(WATCH_MS, this::watch);
    }

    /** What will relay between a client who has just connected and an upstream, when it is started. */
    Relay relay(OpenSocket client, Upstream upstream) {
        clients.incrementAndGet();
        return new Relay(client, upstream, tap(client, upstream), bounds(), clients::decrementAndGet);
    }

    /** Opens the upstream's side of a session. */
    UpstreamSession open(Upstream upstream, String subprotocol, UpstreamSession.Listener listener) {
        WebSocketUpstreamSession.Timing timing =
                new WebSocketUpstreamSession.Timing(settings.websocket().pingInterval(), LINGER);
        UpstreamSession session =
                new WebSocketUpstreamSession(http, (WebSocketUpstream) upstream, subprotocol, timing, listener);
        upstreamSessions.add(session);
        return session;
    }

    private Tap tap(OpenSocket client, Upstream upstream) {
        return upstream.limits().record()
                ? recorder.begin(SessionStart.now(client.caller(), upstream.name(), "websocket", "websocket"))
                : Tap.SILENT;
    }

    private Relay.Bounds bounds() {
        Settings.WebSocket socket = settings.websocket();
        return new Relay.Bounds(socket.maxQueuedBytes(), socket.sendTimeout(), socket.maxQueuedMessages());
    }

    /** How many clients are connected to relays. */
    public int clientCount() {
        return clients.get();
    }

    /** How many sessions with upstreams are not ended; the same number, but for moments. */
    public int upstreamCount() {
        return upstreamSessions.size();
    }

    private void watch() {
        long now = System.nanoTime();
        upstreamSessions.removeIf(UpstreamSession::hasEnded);
        upstreamSessions.forEach(session -> session.watch(now));
    }

    @PreDestroy
    void stop() {
        watch.cancel(false);
        upstreamSessions.forEach(UpstreamSession::cut);
    }
}
