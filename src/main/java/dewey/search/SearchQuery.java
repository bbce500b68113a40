package dewey.search;

import dewey.conversations.Cursor;
import dewey.conversations.Role;
import dewey.refusals.Refused;
import java.time.Instant;
import java.util.UUID;

/**
 * What to look for and where, best match first; {@code sessionId}, {@code conversationId}, {@code role}, {@code from},
 * {@code to} and {@code after} may be null.
 *
 * @param text any text at all; {@link QueryTerms} says how it is read
 * @param from earliest time of a message, inclusive
 * @param to latest time of a message, inclusive
 * @param after where the page before ended; {@code offset} counts from there
 * @param contextTurns how many turns before and after each hit come with it
 */
public record SearchQuery(
        String text,
        String sessionId,
        UUID conversationId,
        Role role,
        Instant from,
        Instant to,
        int limit,
        int offset,
        Cursor after,
        int contextTurns) {
    public static final int MAX_TEXT_LENGTH = 10_000;
    public static final int MAX_LIMIT = 100;
    public static final int STANDARD_LIMIT = 20;
    public static final int MAX_CONTEXT_TURNS = 5;

    public SearchQuery {
        if (text == null) {
            throw Refused.invalid("query", "is missing");
        }
        int length = text.codePointCount(0, text.length());
        if (length > MAX_TEXT_LENGTH) {
            throw Refused.tooLarge("query", length, MAX_TEXT_LENGTH, "characters");
        }
        if (from != null && to != null && to.isBefore(from)) {
            throw Refused.invalid("end_date", "is before start_date");
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Refused.invalid("limit", "is " + limit + "; it must be from 1 to " + MAX_LIMIT);
        }
        if (offset < 0) {
            throw Refused.invalid("offset", "is " + offset + "; it must not be negative");
        }
        if (contextTurns < 0 || contextTurns > MAX_CONTEXT_TURNS) {
            throw Refused.invalid(
                    "context_turns", "is " + contextTurns + "; it must be from 0 to " + MAX_CONTEXT_TURNS);
        }
    }

    /** The first page of what all messages of a tenant say about {@code text}. */
    public static SearchQuery of(String text) {
        return new SearchQuery(text, null, null, null, null, null, STANDARD_LIMIT, 0, null, 0);
    }
}
