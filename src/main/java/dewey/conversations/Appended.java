package dewey.conversations;

import java.time.Instant;
import java.util.UUID;

/**
 * Where a message is stored.
 *
 * @param duplicate its external id was known: the values are those of the message that was stored first
 */
public record Appended(UUID messageId, int turnNumber, Instant createdAt, boolean duplicate) {
    /** As whoever stores the same message once more is told. */
    Appended again() {
        return new Appended(messageId, turnNumber, createdAt, true);
    }
}
