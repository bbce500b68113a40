package dewey.proxy;

import dewey.config.Settings;
import dewey.metrics.Meters;
import dewey.metrics.RelayMeter;
import dewey.recording.Recorder;
import dewey.recording.SessionStart;
import dewey.recording.Tap;
import dewey.replay.Replays;
import dewey.security.Hops;
import dewey.threads.Clock;
import dewey.threads.Couriers;
import dewey.threads.Shutdown;
import dewey.transports.FramedWires;
import dewey.transports.HttpClients;
import dewey.transports.HttpUpstreamSession;
import dewey.transports.JdkWires;
import dewey.transports.StdioUpstreamSession;
import dewey.transports.WebSocketUpstreamSession;
import dewey.transports.Wires;
import dewey.upstreams.Addresses;
import dewey.upstreams.Upstream;
import dewey.upstreams.Upstream.HttpUpstream;
import dewey.upstreams.Upstream.ReplayUpstream;
import dewey.upstreams.Upstream.StdioUpstream;
import dewey.upstreams.Upstream.WebSocketUpstream;
import dewey.upstreams.UpstreamHealth;
import dewey.upstreams.UpstreamSession;
import dewey.upstreams.WatchedListener;
import dewey.websocket.OpenSocket;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** All relays of this node: opens the upstream's side, and keeps the time of it until it has ended. */
@ApplicationScoped
public class Relays {
    private static final Logger LOG = System.getLogger(Relays.class.getName());
    private static final long WATCH_MS = 250;
    private static final Duration LINGER = Duration.ofMillis(500);

    private final Set<UpstreamSession> upstreamSessions = ConcurrentHashMap.newKeySet();
    private final AtomicInteger clients = new AtomicInteger();

    @Inject
    private Settings settings;

    @Inject
    private Couriers couriers;

    @Inject
    private Clock clock;

    @Inject
    private Recorder recorder;

    @Inject
    private UpstreamHealth health;

    @Inject
    private Addresses addresses;

    @Inject
    private Hops hops;

    @Inject
    private Replays replays;

    @Inject
    private HttpRelays overHttp;

    @Inject
    private Shutdown shutdown;

    @Inject
    private Meters meters;

    @Resource
    private ManagedThreadFactory threads;

    private RelayMeter meter;
    private HttpClients http;
    private Wires jdkWires;
    private FramedWires framedWires;
    private ScheduledFuture<?> watch;

    /** Made with the application: on a thread of its own later, Payara could not find the resource. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {}

    @PostConstruct
    void start() {
        meter = new RelayMeter(meters);
        http = new HttpClients(couriers);
        jdkWires = new JdkWires(http, addresses);
        framedWires = new FramedWires(jdkWires, addresses, couriers, threads);
        watch = clock.every(WATCH_MS, this::watch);
    }

    /** What will relay between a client who has just connected and an upstream, when it is started. */
    Relay relay(OpenSocket client, Upstream upstream) {
        clients.incrementAndGet();
        return new Relay(client, upstream, tap(client, upstream), bounds(), meter, clients::decrementAndGet);
    }

    /**
     * Opens the upstream's side, unless that upstream is left alone for now, or the client has ended already.
     *
     * @param subprotocol what the client and Dewey have agreed to, or empty
     * @param client where it came from; the filter has found no loop in the Deweys that it has passed
     */
    void start(Relay relay, Upstream upstream, String subprotocol, OpenSocket client) {
        if (relay.isClosed()) {
            return;
        }
        if (upstream instanceof ReplayUpstream replay) {
            start(relay, replays.open(replay, client.caller(), relay), () -> {});
            return;
        }
        Optional<UpstreamHealth.Trial> admitted = health.admit(upstream.name());
        if (admitted.isEmpty()) {
            relay.unreachable("the upstream could not be reached lately and is left alone for some seconds");
            return;
        }
        UpstreamHealth.Trial trial = admitted.get();
        UpstreamSession.Listener listener = new WatchedListener(trial, relay);
        UpstreamSession session =
                open(upstream, subprotocol, hops.onwards(client.via()).orElseThrow(), client.isFramed(), listener);
        start(relay, session, trial::clientLeft);
    }

    private void start(Relay relay, UpstreamSession session, Runnable onClientLeft) {
        upstreamSessions.add(session);
        relay.start(session, onClientLeft);
    }

    private UpstreamSession open(
            Upstream upstream, String subprotocol, String onwards, boolean framed, UpstreamSession.Listener listener) {
        if (upstream instanceof WebSocketUpstream webSocket) {
            WebSocketUpstreamSession.Timing timing =
                    new WebSocketUpstreamSession.Timing(settings.websocket().pingInterval(), LINGER);
            Wires wires = framed ? framedWires : jdkWires;
            return new WebSocketUpstreamSession(webSocket, subprotocol, onwards, wires, timing, listener);
        }
        if (upstream instanceof HttpUpstream overHttp) {
            HttpUpstreamSession session = new HttpUpstreamSession(overHttp, onwards, http, addresses, listener);
            session.open();
            return session;
        }
        StdioUpstreamSession session = new StdioUpstreamSession((StdioUpstream) upstream, threads, listener);
        session.open();
        return session;
    }

    private Tap tap(OpenSocket client, Upstream upstream) {
        Tap tap = upstream.limits().record()
                ? recorder.begin(
                        SessionStart.now(client.caller(), upstream.name(), "websocket", upstream.transport()),
                        upstream.limits().redact())
                : Tap.SILENT;
        return new CountingTap(tap, meter);
    }

    private Relay.Bounds bounds() {
        Settings.WebSocket socket = settings.websocket();
        return new Relay.Bounds(socket.maxQueuedBytes(), socket.sendTimeout(), socket.maxQueuedMessages());
    }

    /** How many clients are connected to relays. */
    public int clientCount() {
        return clients.get();
    }

    /** How many sessions with upstreams have not ended; the same number, but for moments. */
    public int upstreamCount() {
        return upstreamSessions.size();
    }

    private void watch() {
        long now = System.nanoTime();
        upstreamSessions.removeIf(UpstreamSession::hasEnded);
        for (UpstreamSession session : upstreamSessions) {
            try {
                session.watch(now);
            } catch (RuntimeException e) {
                // the others must be looked after all the same
                LOG.log(Level.ERROR, "An upstream session could not be looked after", e);
            }
        }
    }

    @PreDestroy
    void stop() {
        watch.cancel(false);
        if (!upstreamSessions.isEmpty()) {
            shutdown.tell(Level.INFO, upstreamSessions.size() + " sessions with upstreams are ended");
        }
        for (UpstreamSession session : upstreamSessions) {
            try {
                session.cut();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "An upstream session could not be cut", e);
            }
        }
        framedWires.stop();
        overHttp.stop();
        recorder.stop();
    }
}
