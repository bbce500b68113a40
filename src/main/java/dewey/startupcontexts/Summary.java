package dewey.startupcontexts;

import java.time.Instant;
import java.util.UUID;

/** A startup context without its content. */
public record Summary(UUID id, String name, boolean isActive, Instant createdAt, Instant updatedAt) {}
