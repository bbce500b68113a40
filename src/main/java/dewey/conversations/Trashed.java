package dewey.conversations;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A conversation in the trash.
 *
 * @param id of the conversation, by which it is restored
 * @param messages how many it has
 * @param eraseAfter until when it can be restored
 */
public record Trashed(
        UUID id,
        Optional<String> title,
        Optional<String> sessionId,
        int messages,
        Instant trashedAt,
        Instant eraseAfter) {}
