package dewey.sessions;

import dewey.conversations.Cursor;
import dewey.refusals.Refused;

/**
 * Which frames of a session to read, in their order.
 *
 * @param fromSequence the first place wanted; from 1
 * @param after where the page before ended, or null; then {@code fromSequence} is not looked at
 * @param direction only those that went this way, as the recorder spells it; null for all
 * @param method only requests and notifications of this method, and the answers to them; null for all
 * @param errorsOnly only answers that tell of a failure
 * @param withContent whether to read what was said
 * @param maxBytes about how much of content and facts to read; one frame is read all the same
 */
public record FrameQuery(
        long fromSequence,
        Cursor after,
        String direction,
        String method,
        boolean errorsOnly,
        boolean withContent,
        int limit,
        long maxBytes) {
    private static final String KIND = "frames";

    public FrameQuery {
        if (limit < 1) {
            throw Refused.invalid("limit", "is " + limit + "; it must be at least 1");
        }
        if (fromSequence < 1) {
            throw Refused.invalid("from_sequence", "is " + fromSequence + "; the first sequence is 1");
        }
        if (after != null) {
            turn(after);
        }
    }

    /** All frames from there on. */
    public static FrameQuery from(long sequence, int limit, long maxBytes) {
        return new FrameQuery(sequence, null, null, null, false, true, limit, maxBytes);
    }

    static int turn(Cursor cursor) {
        try {
            return Integer.parseInt(cursor.partsOf(KIND, 1).get(0));
        } catch (NumberFormatException e) {
            throw Cursor.forged();
        }
    }

    static String cursorTo(int turn) {
        return Cursor.of(KIND, turn).text();
    }
}
