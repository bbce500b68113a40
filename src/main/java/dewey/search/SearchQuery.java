package dewey.search;

import dewey.conversations.Cursor;
import dewey.refusals.Refused;

/**
 * What to look for and where, best match first; {@code after} and {@code language} may be null.
 *
 * @param text any text at all; {@link QueryText} says how it is read
 * @param after where the page before ended; {@code offset} counts from there
 * @param contextTurns how many turns before and after each hit come with it
 * @param language an ISO 639-1 code: words are looked for in their English forms and in those of this language; null for none
 * @param withFacets whether to count what was found by role, session and month
 */
public record SearchQuery(
        String text,
        Filter filter,
        int limit,
        int offset,
        Cursor after,
        int contextTurns,
        boolean withFacets,
        String language) {
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
        return of(text, Filter.NONE, STANDARD_LIMIT);
    }

    public static SearchQuery of(String text, Filter filter, int limit) {
        return new SearchQuery(text, filter, limit, 0, null, 0, false, null);
    }
}
