package dewey.limits;

import dewey.config.LimitSettings;
import dewey.config.Settings;
import dewey.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is open on this node, and how much of it may be: in all, for each caller with credentials, and for each address. The caller
 * without credentials on this machine is bound by the first only, unless {@code dewey.limits.local} says otherwise.
 */
@ApplicationScoped
public class Connections {
    /** What can be open. */
    public enum Kind {
        /** WebSockets, those that are relayed among them. */
        SOCKETS("sockets"),
        /** Requests over HTTP that are not answered yet, event streams and relayed ones among them. */
        REQUESTS("requests"),
        /** Sessions over HTTP, of the revisions that have them. */
        SESSIONS("sessions");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private final LimitSettings settings;
    private final Map<String, Integer> open = new ConcurrentHashMap<>();
    private final Map<Kind, LongAdder> refused = new EnumMap<>(Kind.class);

    @Inject
    Connections(Settings settings) {
        this(settings.limits());
    }

    Connections(LimitSettings settings) {
        this.settings = settings;
        for (Kind kind : Kind.values()) {
            refused.put(kind, new LongAdder());
        }
    }

    /** For CDI's client proxy only. */
    protected Connections() {
        this((LimitSettings) null);
    }

    /**
     * Takes a seat for something that is about to be open; to be closed when it is over.
     *
     * @throws Full when there is none; it says which bound holds
     */
    public Seat take(Kind kind, Caller caller, String address) throws Full {
        List<Bound> bounds = bounds(kind, caller, address);
        List<String> taken = new ArrayList<>(bounds.size());
        try {
            for (Bound bound : bounds) {
                if (!isTaken(bound)) {
                    throw new Full(
                            bound.most() + " " + kind.words + " are open " + bound.whose(),
                            bound == bounds.get(bounds.size() - 1));
                }
                taken.add(bound.name());
            }
        } catch (Full full) {
            refused.get(kind).increment();
            taken.forEach(this::leave);
            throw full;
        }
        return new Seat(() -> taken.forEach(this::leave));
    }

    /** Whether a seat could be had now, for a door that wants to say no before much is done; what counts is {@link #take}. */
    public void requireRoom(Kind kind, Caller caller, String address) throws Full {
        take(kind, caller, address).close();
    }

    /** The one of all callers is the last. */
    private List<Bound> bounds(Kind kind, Caller caller, String address) {
        Bound all = new Bound(kind.name(), settings.maxConnections(), "on this server, which is the most");
        boolean local = caller.isLocal();
        if (local && !settings.local()) {
            return List.of(all);
        }
        Bound byAddress = new Bound(
                kind + " from " + Addresses.group(address),
                settings.maxConnectionsPerAddress(),
                "from this address, which is the most");
        Bound byCaller = new Bound(
                kind + " of " + caller.tenant() + '/' + caller.name(),
                settings.maxConnectionsPerCaller(),
                "for this caller, which is the most");
        return local ? List.of(byAddress, all) : List.of(byCaller, byAddress, all);
    }

    private boolean isTaken(Bound bound) {
        boolean[] taken = new boolean[1];
        open.compute(bound.name(), (name, count) -> {
            int now = count == null ? 0 : count;
            taken[0] = now < bound.most();
            return taken[0] ? Integer.valueOf(now + 1) : count;
        });
        return taken[0];
    }

    private void leave(String name) {
        open.computeIfPresent(name, (same, count) -> count == 1 ? null : count - 1);
    }

    /** How many of a kind are open on this node. */
    public int count(Kind kind) {
        return open.getOrDefault(kind.name(), 0);
    }

    /** How many of a kind found no seat. */
    public long refused(Kind kind) {
        return refused.get(kind).sum();
    }

    /** How many names are counted under: nobody who has left is remembered. */
    int names() {
        return open.size();
    }

    private record Bound(String name, int most, String whose) {}

    /** The right to be open, until it is closed. */
    public static final class Seat implements AutoCloseable {
        private final AtomicBoolean left = new AtomicBoolean();
        private final Runnable onLeaving;

        private Seat(Runnable onLeaving) {
            this.onLeaving = onLeaving;
        }

        /** Does nothing the second time. */
        @Override
        public void close() {
            if (left.compareAndSet(false, true)) {
                onLeaving.run();
            }
        }
    }

    /** There is no room for one more. */
    public static final class Full extends Exception {
        private final boolean ofAll;

        Full(String message, boolean ofAll) {
            super(message, null, false, false);
            this.ofAll = ofAll;
        }

        /** Whether the bound is that of the whole server, and not of this caller or its address. */
        public boolean isOfAll() {
            return ofAll;
        }
    }
}
