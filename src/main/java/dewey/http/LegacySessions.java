package dewey.http;

import dewey.config.Settings;
import dewey.limits.Allowance;
import dewey.limits.Connections.Seat;
import dewey.security.Caller;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The sessions of the old era: bounded in number, forgotten when nobody uses them, and each seen by its own caller only. */
final class LegacySessions {
    private static final int ID_BYTES = 16;
    /** How long a stream is kept after its end for a client that has missed the end. */
    private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** How much all of them may keep together; beyond it, streams are forgotten when they end. */
    private static final long MOST_KEPT_CHARACTERS = 32L << 20;

    private final Map<String, LegacySession> sessions = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final Settings.Http settings;

    LegacySessions(Settings.Http settings) {
        this.settings = settings;
    }

    /**
     * A new one; empty when there are too many.
     *
     * @param seat closed when it has ended, or at once
     */
    Optional<LegacySession> begin(Caller caller, Allowance allowance, Seat seat) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        LegacySession session = new LegacySession(HexFormat.of().formatHex(id), caller, allowance, seat);
        synchronized (this) {
            if (sessions.size() >= settings.maxSessions()) {
                seat.close();
                return Optional.empty();
            }
            sessions.put(session.id(), session);
        }
        return Optional.of(session);
    }

    Optional<LegacySession> find(String id, Caller caller) {
        Optional<LegacySession> session = Optional.ofNullable(sessions.get(id))
                .filter(found -> found.caller().isSameAs(caller));
        session.ifPresent(LegacySession::used);
        return session;
    }

    void end(LegacySession session) {
        if (sessions.remove(session.id()) != null) {
            session.end();
        }
    }

    int count() {
        return sessions.size();
    }

    /** Lets go of clients that do not read, and forgets sessions that nobody uses. */
    void watch(long now, Stall stall) {
        sessions.values().forEach(session -> session.watch(now, stall));
        long kept = sessions.values().stream()
                .mapToLong(LegacySession::keptCharacters)
                .sum();
        long since = kept > MOST_KEPT_CHARACTERS ? 0 : KEPT_NANOS;
        sessions.values().forEach(session -> session.forget(now, since));
        sessions.values().stream()
                .filter(session -> session.isIdle(now, settings.sessionIdleTimeout()))
                .forEach(this::end);
    }

    void comment() {
        sessions.values().forEach(LegacySession::comment);
    }

    void endAll() {
        sessions.values().forEach(this::end);
    }
}
