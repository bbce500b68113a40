package dewey.exports;

import dewey.conversations.Cursor;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Where an export goes on.
 *
 * @param createdAt of the conversation that is being written, or was the last one
 * @param conversationId that conversation
 * @param turn from which turn on it is not written yet; 0 when it is written to its end
 */
public record Place(Instant createdAt, UUID conversationId, int turn) {
    /** Before the first of all. */
    static final Place START = new Place(Instant.EPOCH.minusSeconds(62_135_596_800L), new UUID(0, 0), 0);

    boolean isWithin() {
        return turn > 0;
    }

    Place after() {
        return new Place(createdAt, conversationId, 0);
    }

    public Cursor cursor(ExportFormat format) {
        return Cursor.of(kind(format), createdAt, conversationId, turn);
    }

    public static Place read(Cursor cursor, ExportFormat format) {
        List<String> parts = cursor.partsOf(kind(format), 3);
        try {
            return new Place(
                    Instant.parse(parts.get(0)), UUID.fromString(parts.get(1)), Integer.parseUnsignedInt(parts.get(2)));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw Cursor.forged();
        }
    }

    private static String kind(ExportFormat format) {
        return "export." + format.wireName();
    }
}
