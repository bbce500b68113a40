package dewey.proxy;

import dewey.jsonrpc.RequestId;
import dewey.recording.SessionEnd.Cause;
import dewey.upstreams.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * To which record a client's request over HTTP belongs. Where the upstream gives session ids, they tell. Where it gives none, as in the
 * modern era, requests of the same program from the same address belong together until it has been silent for a while; but two that
 * have the same id at the same time come from two programs, and do not.
 */
final class HttpSessions {
    /** How long a session without an idle timeout of its own may be silent before its record ends. */
    static final Duration PATIENCE = Duration.ofMinutes(30);

    private final Map<Key, List<Known>> sessions = new HashMap<>();

    private record Key(String upstream, Program program) {}

    private record Known(HttpSession session, Duration patience) {}

    /**
     * The session that a request belongs to, which it has entered.
     *
     * @param ids of the request
     * @param begins whether the request begins a session
     */
    HttpSession enter(
            Upstream upstream, Program program, List<RequestId> ids, boolean begins, Supplier<HttpSession> fresh) {
        Key key = new Key(upstream.name(), program);
        synchronized (this) {
            List<Known> known = begins ? List.of() : sessions.getOrDefault(key, List.of());
            for (int i = known.size() - 1; i >= 0; i--) {
                if (known.get(i).session().enter(ids)) {
                    return known.get(i).session();
                }
            }
        }
        HttpSession session = fresh.get();
        session.enter(ids);
        if (!begins) {
            add(key, session, upstream);
        }
        return session;
    }

    /** A session that a request has begun goes on as this. */
    void begun(HttpSession session, Upstream upstream, Program program) {
        add(new Key(upstream.name(), program), session, upstream);
    }

    private synchronized void add(Key key, HttpSession session, Upstream upstream) {
        Duration idle = upstream.limits().idleTimeout();
        sessions.computeIfAbsent(key, none -> new ArrayList<>())
                .add(new Known(session, idle.isZero() ? PATIENCE : idle));
    }

    /** Ends the records of what has been silent for too long. */
    void watch(long now) {
        List<HttpSession> silent = new ArrayList<>();
        synchronized (this) {
            for (Iterator<List<Known>> all = sessions.values().iterator(); all.hasNext(); ) {
                List<Known> some = all.next();
                some.removeIf(known -> {
                    boolean idle = known.session().isIdle(now, known.patience().toNanos());
                    if (idle) {
                        silent.add(known.session());
                    }
                    return idle || known.session().isOver();
                });
                if (some.isEmpty()) {
                    all.remove();
                }
            }
        }
        silent.forEach(session -> session.end(Cause.CLIENT_LOST, "nothing was heard of the client any more"));
    }

    synchronized int count() {
        return sessions.values().stream().mapToInt(List::size).sum();
    }
}
