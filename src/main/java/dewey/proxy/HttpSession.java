package dewey.proxy;

import dewey.jsonrpc.RequestId;
import dewey.recording.SessionEnd;
import dewey.recording.SessionEnd.Cause;
import dewey.recording.Tap;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A session of a client over HTTP as far as its record goes: which requests of it are under way, and when it was last heard of. */
final class HttpSession {
    private final Tap tap;
    private final Set<RequestId> open = new HashSet<>();
    private int exchanges;
    private long idleSince = System.nanoTime();
    private boolean over;

    HttpSession(Tap tap) {
        this.tap = tap;
    }

    Tap tap() {
        return tap;
    }

    /** Another exchange begins; not if one of its ids is open already, since answers could not be told apart, or if it is over. */
    synchronized boolean enter(List<RequestId> ids) {
        if (over || ids.stream().anyMatch(open::contains)) {
            return false;
        }
        open.addAll(ids);
        exchanges++;
        return true;
    }

    synchronized void leave(List<RequestId> ids) {
        ids.forEach(open::remove);
        exchanges--;
        idleSince = System.nanoTime();
    }

    /** For how long nothing was heard of it, in nanoseconds; 0 while an exchange is open. */
    synchronized long silence(long now) {
        return exchanges == 0 ? now - idleSince : 0;
    }

    synchronized boolean isOver() {
        return over;
    }

    void end(Cause cause, String reason) {
        synchronized (this) {
            over = true;
        }
        tap.end(new SessionEnd(cause, CODE_OF_AN_END_IN_ORDER, reason, Instant.now()));
    }

    /** HTTP has no close codes; this is what a socket would say. */
    private static final int CODE_OF_AN_END_IN_ORDER = 1000;
}
