package dewey.search;

import dewey.conversations.Role;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A message as an answer of the search shows it: without its metadata, which may be far larger than what it says. */
public record FoundMessage(
        UUID id, int turnNumber, Role role, Optional<String> author, String content, Instant createdAt) {}
