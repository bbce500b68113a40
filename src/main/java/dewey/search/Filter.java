package dewey.search;

import dewey.conversations.Metadata;
import dewey.conversations.Role;
import dewey.refusals.Refused;
import java.time.Instant;
import java.util.UUID;

/**
 * Where to look; each member may be null, which leaves it open.
 *
 * @param author a part of the name of who spoke, in any case
 * @param metadata members that the message or its conversation has in its own
 * @param from earliest time of a message, inclusive
 * @param to latest time of a message, inclusive
 */
public record Filter(
        String sessionId, UUID conversationId, Role role, String author, Metadata metadata, Instant from, Instant to) {
    public static final Filter NONE = new Filter(null, null, null, null, null, null, null);

    public Filter {
        if (from != null && to != null && to.isBefore(from)) {
            throw Refused.invalid("end_date", "is before start_date");
        }
        if (metadata != null) {
            Metadata.checkFilter(metadata.value());
        }
    }
}
