package dewey.conversations;

import dewey.refusals.Refused;
import jakarta.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Which conversations to list, newest first; {@code sessionId}, {@code metadataFilter} and {@code after} may be null.
 *
 * @param metadataFilter the conversations whose metadata contains this object, at any value the way jsonb contains
 * @param after where the page before ended; {@code offset} counts from there
 */
public record ListQuery(
        String sessionId, JsonObject metadataFilter, SortKey sortKey, int limit, int offset, Cursor after) {
    public static final int MAX_LIMIT = 100;

    public ListQuery {
        Objects.requireNonNull(sortKey, "sortKey");
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Refused.invalid("limit", "is " + limit + "; it must be from 1 to " + MAX_LIMIT);
        }
        if (offset < 0) {
            throw Refused.invalid("offset", "is " + offset + "; it must not be negative");
        }
        if (after != null) {
            Place.read(after, sortKey);
        }
        if (metadataFilter != null) {
            Metadata.checkFilter(metadataFilter);
        }
    }

    public static ListQuery newest(int limit) {
        return new ListQuery(null, null, SortKey.UPDATED_AT, limit, 0, null);
    }

    /** Where a page ended: the time and id of its last conversation. */
    record Place(Instant time, UUID id) {
        static Place read(Cursor cursor, SortKey sortKey) {
            List<String> parts = cursor.partsOf(kind(sortKey), 2);
            try {
                return new Place(Instant.parse(parts.get(0)), UUID.fromString(parts.get(1)));
            } catch (DateTimeException | IllegalArgumentException e) {
                throw Cursor.forged();
            }
        }

        static Cursor after(Conversation last, SortKey sortKey) {
            return Cursor.of(kind(sortKey), sortKey.of(last), last.id());
        }

        private static String kind(SortKey sortKey) {
            return "conversations." + sortKey.wireName();
        }
    }
}
