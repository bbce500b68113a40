package dewey.proxy;

import dewey.jsonrpc.RequestId;
import dewey.recording.SessionEnd.Cause;
import dewey.upstreams.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * To which record a client's request over HTTP belongs. Where the upstream gives session ids, they tell. Where it gives none, as in the
 * modern era, requests of the same program from the same address belong together until it has been silent for a while; but two that
 * have the same id at the same time come from two programs, and do not.
 */
final class HttpSessions {
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    /** How many a node keeps. A client can begin as many as it likes; one more ends the record of who is silent the longest. */
    static final int MOST = 10_000;

    private final int most;
    private final Map<Key, List<Known>> sessions = new HashMap<>();
    private int count;

    HttpSessions(int most) {
        this.most = most;
    }

    /** How long its sessions may be silent: half an hour, unless it has an idle timeout of its own. */
    static Duration patience(Upstream upstream) {
        Duration idle = upstream.limits().idleTimeout();
        return idle.isZero() ? PATIENCE : idle;
    }

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

    private void add(Key key, HttpSession session, Upstream upstream) {
        Duration patience = patience(upstream);
        Optional<HttpSession> tooMuch = Optional.empty();
        synchronized (this) {
            sessions.computeIfAbsent(key, none -> new ArrayList<>()).add(new Known(session, patience));
            if (++count > most) {
                tooMuch = longestSilent();
                tooMuch.ifPresent(silent -> keepOnly(known -> known.session() != silent));
            }
        }
        tooMuch.ifPresent(silent -> silent.end(Cause.CLIENT_LOST, "newer sessions have taken its place"));
    }

    /** None while exchanges are open in all of them, of which there are bounded many. */
    private Optional<HttpSession> longestSilent() {
        long now = System.nanoTime();
        return sessions.values().stream()
                .flatMap(List::stream)
                .map(Known::session)
                .max(Comparator.comparingLong(session -> session.silence(now)))
                .filter(session -> session.silence(now) > 0);
    }

    private void keepOnly(Predicate<Known> kept) {
        sessions.values().removeIf(some -> {
            some.removeIf(kept.negate());
            return some.isEmpty();
        });
        count = sessions.values().stream().mapToInt(List::size).sum();
    }

    /** Ends the records of what has been silent for too long. */
    void watch(long now) {
        List<HttpSession> silent = new ArrayList<>();
        synchronized (this) {
            keepOnly(known -> {
                boolean idle = known.session().silence(now) > known.patience().toNanos();
                if (idle) {
                    silent.add(known.session());
                }
                return !idle && !known.session().isOver();
            });
        }
        silent.forEach(session -> session.end(Cause.CLIENT_LOST, "nothing was heard of the client any more"));
    }

    synchronized int count() {
        return count;
    }
}
