package dewey.proxy;

import dewey.config.Settings;
import dewey.http.ClientAnswer;
import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcWriter;
import dewey.jsonrpc.RequestId;
import dewey.metrics.Meters;
import dewey.metrics.RelayMeter;
import dewey.recording.Direction;
import dewey.recording.Recorder;
import dewey.recording.SessionEnd;
import dewey.recording.SessionStart;
import dewey.recording.Tap;
import dewey.security.Hops;
import dewey.threads.Clock;
import dewey.threads.Couriers;
import dewey.threads.Shutdown;
import dewey.transports.HttpClients;
import dewey.transports.HttpExchange;
import dewey.transports.Outgoing;
import dewey.upstreams.Addresses;
import dewey.upstreams.Upstream.HttpUpstream;
import dewey.upstreams.UpstreamHealth;
import dewey.upstreams.UpstreamHealth.Trial;
import dewey.websocket.Peer;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;

/** All requests of clients over HTTP that are being relayed by this node. */
@ApplicationScoped
public class HttpRelays {
    private static final Logger LOG = System.getLogger(HttpRelays.class.getName());
    private static final long WATCH_MS = 1000;
    private static final String UNSAYABLE = "A header holds what HTTP does not allow in one";

    private final Set<HttpRelay> relays = ConcurrentHashMap.newKeySet();
    private final HttpSessions sessions = new HttpSessions(HttpSessions.MOST);

    @Inject
    private Settings settings;

    @Inject
    private Couriers couriers;

    @Inject
    private Clock clock;

    @Inject
    private Shutdown shutdown;

    @Inject
    private Recorder recorder;

    @Inject
    private UpstreamHealth health;

    @Inject
    private Addresses addresses;

    @Inject
    private Hops hops;

    @Inject
    private Meters meters;

    private RelayMeter meter;
    private HttpClients http;
    private ScheduledFuture<?> watch;

    /** Made with the application, so that no client waits for it. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {}

    @PostConstruct
    void start() {
        meter = new RelayMeter(meters);
        http = new HttpClients(couriers);
        watch = clock.every(WATCH_MS, this::watch);
    }

    /** How many requests are being relayed; each has a client's connection and one to its upstream. */
    public int count() {
        return relays.size();
    }

    /** How many sessions over HTTP are being recorded. */
    public int sessionCount() {
        return sessions.count();
    }

    /** Whether no more can be taken at the moment. */
    boolean isFull() {
        return relays.size() >= settings.upstreams().maxHttpExchanges();
    }

    /** Relays one request; its body is whole. Answers by itself, at once or later. */
    void relay(HttpServletRequest request, ClientAnswer answer, HttpUpstream upstream, byte[] content) {
        try {
            Peer peer = (Peer) request.getUserPrincipal();
            Map<String, String> headers = ForwardedHeaders.toUpstream(
                    request, hops.onwards(peer.via()).orElseThrow());
            if (ForwardedHeaders.canGoOnwards(headers)) {
                relay(request, headers, answer, upstream, content);
            } else {
                refuse(answer, HttpServletResponse.SC_BAD_REQUEST, JsonRpcError.INVALID_REQUEST, UNSAYABLE);
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A request could not be relayed", e);
            int status = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
            refuse(answer, status, JsonRpcError.INTERNAL_ERROR, "The request could not be relayed");
        }
    }

    private static void refuse(ClientAnswer answer, int status, int code, String reason) {
        answer.whole(status, JsonRpcWriter.error(null, new JsonRpcError(code, reason, null)), response -> {});
    }

    private void relay(
            HttpServletRequest request,
            Map<String, String> headers,
            ClientAnswer answer,
            HttpUpstream upstream,
            byte[] content) {
        Peer peer = (Peer) request.getUserPrincipal();
        Outgoing message = Outgoing.of(new String(content, StandardCharsets.UTF_8));
        String sessionId = request.getHeader("Mcp-Session-Id");
        HttpRelay.Asked asked = new HttpRelay.Asked(
                upstream.name(),
                request.getMethod(),
                sessionId,
                content,
                message.requests(),
                HttpSessions.patience(upstream));
        Program program =
                new Program(peer.getName(), request.getRemoteAddr(), request.getHeader("User-Agent"), sessionId);
        boolean begins = message.isInitialize() && sessionId == null;
        HttpSession session = sessions.enter(
                upstream, program, message.requests(), begins, () -> new HttpSession(tap(peer, upstream)));
        Optional<Trial> trial = health.admit(upstream.name());
        if (trial.isEmpty()) {
            leaveAlone(answer, asked, session, begins);
            return;
        }
        Consumer<String> begun = begins ? id -> sessions.begun(session, upstream, program.with(id)) : null;
        HttpRelay relay = new HttpRelay(asked, session, trial.get(), answer, begun, relays::remove);
        HttpExchange.Forwarded forwarded =
                new HttpExchange.Forwarded(request.getMethod(), headers, content, !message.isModern());
        relays.add(relay);
        relay.start(new HttpExchange(upstream, http, addresses, forwarded, relay.taker()));
    }

    private Tap tap(Peer peer, HttpUpstream upstream) {
        Tap tap = upstream.limits().record()
                ? recorder.begin(
                        SessionStart.now(peer.caller(), upstream.name(), "http", upstream.transport()),
                        upstream.limits().redact())
                : Tap.SILENT;
        return new CountingTap(tap, meter);
    }

    private void leaveAlone(ClientAnswer answer, HttpRelay.Asked asked, HttpSession session, boolean begins) {
        String reason = "the upstream could not be reached lately and is left alone for some seconds";
        session.tap().text(Direction.CLIENT_TO_SERVER, new String(asked.content(), StandardCharsets.UTF_8));
        String error = "";
        for (RequestId id : asked.ids()) {
            error = NoAnswer.to(id, asked.upstream(), reason, false);
            session.tap().synthetic(error);
        }
        session.leave(asked.ids());
        if (begins) {
            session.end(SessionEnd.Cause.UPSTREAM_UNREACHABLE, reason);
        }
        String body = asked.ids().size() == 1 ? error : NoAnswer.to(null, asked.upstream(), reason, false);
        overloaded(answer, body);
    }

    /** Answers that the client may come again, and when. */
    void overloaded(ClientAnswer answer, String error) {
        String seconds =
                Long.toString(Math.max(1, settings.upstreams().delayWhenOpen().toSeconds()));
        answer.whole(
                HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                error,
                response -> response.setHeader("Retry-After", seconds));
    }

    private void watch() {
        long now = System.nanoTime();
        Settings.WebSocket limits = settings.websocket();
        relays.forEach(relay -> relay.watch(now, limits.sendTimeout(), limits.pingInterval()));
        sessions.watch(now);
    }

    /** Lets what runs come to its end for a bounded time, then ends it. */
    void stop() {
        watch.cancel(false);
        shutdown.await("requests relayed over HTTP", () ->
                (int) relays.stream().filter(relay -> !relay.isIdle()).count());
        relays.forEach(HttpRelay::stop);
    }
}
