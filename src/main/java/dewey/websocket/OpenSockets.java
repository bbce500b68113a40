package dewey.websocket;

import dewey.config.Settings;
import dewey.limits.Connections;
import dewey.limits.Connections.Full;
import dewey.limits.Connections.Kind;
import dewey.limits.Connections.Seat;
import dewey.threads.Clock;
import dewey.threads.Shutdown;
import dewey.threads.Workers;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** All sockets of this node: watches them, and closes them in good order when the application stops. */
@ApplicationScoped
public class OpenSockets {
    private static final Logger LOG = System.getLogger(OpenSockets.class.getName());
    private static final long WATCH_MS = 1000;
    private static final long GOODBYE_MS = 500;
    /** After its connection was cut, the container is told so and closes what it has for the socket. */
    private static final long LAST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Map<String, OpenSocket> sockets = new ConcurrentHashMap<>();
    private final Workers workers;
    private final Clock clock;
    private final Connections connections;
    private final Shutdown shutdown;
    private final Settings settings;

    /** Sockets that have ended, in that order; their peers have some time to read the close frame and to answer it. */
    private final Queue<Leaving> leaving = new ConcurrentLinkedQueue<>();

    private ScheduledFuture<?> watch;

    @Inject
    OpenSockets(Workers workers, Clock clock, Connections connections, Shutdown shutdown, Settings settings) {
        this.workers = workers;
        this.clock = clock;
        this.connections = connections;
        this.shutdown = shutdown;
        this.settings = settings;
    }

    /** For CDI's client proxy only. */
    protected OpenSockets() {
        this(null, null, null, null, null);
    }

    /** Takes over a session that the container has opened; {@code speaker} makes whoever speaks on it. */
    public OpenSocket open(Session session, Function<OpenSocket, ? extends Speaker> speaker) {
        IdleTimer.stop(session);
        Peer peer = Peer.of(session)
                .orElseThrow(() -> new IllegalStateException("the handshake did not pass the handshake filter"));
        return open(new SessionLine(session), peer, speaker);
    }

    OpenSocket open(Line line, Peer peer, Function<OpenSocket, ? extends Speaker> speaker) {
        Seat seat = null;
        String full = null;
        try {
            seat = connections.take(Kind.SOCKETS, peer.caller(), peer.address());
        } catch (Full e) {
            full = e.getMessage();
        }
        Seat taken = seat;
        OpenSocket socket = new OpenSocket(
                line, peer, workers, settings.websocket(), (id, connection) -> ended(id, connection, taken), speaker);
        sockets.put(line.id(), socket);
        startWatching();
        if (shutdown.isRefusing()) {
            socket.end(CloseCodes.GOING_AWAY, "the server is stopping");
        } else if (full != null) {
            socket.end(CloseCodes.TRY_AGAIN_LATER, full);
        }
        return socket;
    }

    private void ended(String id, Connection connection, Seat seat) {
        sockets.remove(id);
        if (seat != null) {
            seat.close();
        }
        leaving.add(new Leaving(
                connection,
                System.nanoTime() + settings.websocket().sendTimeout().toNanos(),
                false));
    }

    /** How many sockets are open now. */
    public int count() {
        return sockets.size();
    }

    /** Those that are open now, the oldest first. */
    public List<OpenSocket> all() {
        return sockets.values().stream()
                .sorted(Comparator.comparing(OpenSocket::openedAt))
                .toList();
    }

    /** Ends a socket for an administrator, with 1008; false when there is none of that id. */
    public boolean close(String id) {
        OpenSocket socket = sockets.get(id);
        if (socket == null) {
            return false;
        }
        socket.end(CloseCodes.VIOLATED_POLICY, "closed by an administrator");
        return true;
    }

    private synchronized void startWatching() {
        if (watch == null) {
            long period = Math.min(WATCH_MS, settings.websocket().pingInterval().toMillis());
            watch = clock.every(period, this::watch);
        }
    }

    private void watch() {
        long now = System.nanoTime();
        sockets.values().forEach(socket -> watch(socket, now));
        for (Leaving next = leaving.peek(); next != null && next.until() - now < 0; next = leaving.peek()) {
            leaving.remove(next);
            if (next.isCut()) {
                next.connection().forget();
            } else {
                next.connection().cut();
                leaving.add(new Leaving(next.connection(), now + LAST_NANOS, true));
            }
        }
    }

    private static void watch(OpenSocket socket, long now) {
        try {
            socket.watch(now);
        } catch (RuntimeException e) {
            // the others must be looked after all the same
            LOG.log(Level.ERROR, "Socket " + socket.id() + " could not be looked after", e);
        }
    }

    /** Says 1001 to each peer for whom nothing runs any more, and after a bounded time to all. */
    @PreDestroy
    void drain() {
        shutdown.begin();
        int open = sockets.size();
        shutdown.await("WebSockets with a call or a relayed request", this::closeIdle);
        if (watch != null) {
            watch.cancel(false);
        }
        sockets.values().forEach(OpenSockets::sayGoodbye);
        if (open > 0) {
            shutdown.tell(Level.INFO, open + " WebSockets were closed with 1001");
        }
        letGoOfAll();
    }

    /** How many are not idle yet: one whose client goes on asking has a moment at which it is, when others have none. */
    private int closeIdle() {
        int busy = 0;
        for (OpenSocket socket : sockets.values()) {
            if (socket.isIdle()) {
                sayGoodbye(socket);
            } else {
                busy++;
            }
        }
        return busy;
    }

    private static void sayGoodbye(OpenSocket socket) {
        socket.endNow(CloseCodes.GOING_AWAY, "the server is stopping");
    }

    /** Whatever the container keeps of sockets that have ended would keep all classes of this application. */
    private void letGoOfAll() {
        if (leaving.isEmpty()) {
            return;
        }
        try {
            // time to read the close frame, and to answer it; then time for the container to hear of the end
            TimeUnit.MILLISECONDS.sleep(GOODBYE_MS);
            leaving.forEach(gone -> gone.connection().cut());
            TimeUnit.MILLISECONDS.sleep(GOODBYE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        leaving.forEach(gone -> gone.connection().forget());
        leaving.clear();
    }

    private record Leaving(Connection connection, long until, boolean isCut) {}
}
