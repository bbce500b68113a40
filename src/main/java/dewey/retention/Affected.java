package dewey.retention;

import java.time.Instant;
import java.util.Optional;

/**
 * What a policy takes away.
 *
 * @param oldest when something was last stored in the oldest of them; empty when there are none
 */
public record Affected(long conversations, long messages, Optional<Instant> oldest) {}
