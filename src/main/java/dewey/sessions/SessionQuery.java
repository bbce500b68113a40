package dewey.sessions;

import dewey.conversations.Cursor;
import dewey.refusals.Refused;
import java.time.Instant;
import java.util.UUID;

/**
 * Which sessions to list, newest first; every part but {@code limit} may be null.
 *
 * @param upstream the sessions with this one
 * @param from those that began then or later
 * @param to those that began then or earlier
 * @param state those that go on, or those that have ended
 * @param cause those that ended for this cause, as the recorder spells it
 * @param after where the page before ended
 */
public record SessionQuery(
        String upstream, Instant from, Instant to, State state, String cause, int limit, Cursor after) {
    static final int MAX_LIMIT = 100;
    private static final String KIND = "sessions";

    /** Whether a session goes on. */
    public enum State {
        OPEN,
        ENDED
    }

    public SessionQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Refused.invalid("limit", "is " + limit + "; it must be from 1 to " + MAX_LIMIT);
        }
        if (after != null) {
            lastSeen(after);
        }
    }

    /** All of them. */
    public static SessionQuery newest(int limit) {
        return new SessionQuery(null, null, null, null, null, limit, null);
    }

    /** The last session of the page before. */
    UUID lastSeen() {
        return after == null ? null : lastSeen(after);
    }

    private static UUID lastSeen(Cursor cursor) {
        try {
            return UUID.fromString(cursor.partsOf(KIND, 1).get(0));
        } catch (IllegalArgumentException e) {
            throw Cursor.forged();
        }
    }

    static String cursorAfter(Session last) {
        return Cursor.of(KIND, last.id()).text();
    }
}
