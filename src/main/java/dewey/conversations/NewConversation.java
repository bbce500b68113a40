package dewey.conversations;

import dewey.database.StorableText;
import dewey.database.TimeOrderedIds;
import dewey.refusals.Refused;
import java.util.Objects;
import java.util.UUID;

/**
 * A conversation about to begin; {@code sessionId}, {@code title} and {@code externalId} may be null.
 *
 * <p>Its id is made here, before any attempt to store it, so that a second attempt is recognised.
 *
 * @param externalId what the conversation is called where it comes from; a tenant has at most one of that name
 */
public record NewConversation(UUID id, String sessionId, String title, Metadata metadata, String externalId) {
    /** What PostgreSQL can index (2,704 bytes), less the tenant, and with room for the longest spelling of a character. */
    static final int MAX_NAME_BYTES = 1_000;

    static final int MAX_TITLE_BYTES = 4_000;

    public NewConversation {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(metadata, "metadata");
        shorterThan(MAX_NAME_BYTES, "session_id", sessionId);
        shorterThan(MAX_TITLE_BYTES, "title", title);
        refuseBlank("external_id", externalId);
        shorterThan(MAX_NAME_BYTES, "external_id", externalId);
    }

    /** An id for a conversation that will begin later; ids sort by the time at which they were made. */
    public static UUID newId() {
        return TimeOrderedIds.next();
    }

    public static NewConversation start() {
        return start(null, null, Metadata.EMPTY);
    }

    public static NewConversation start(String sessionId, String title, Metadata metadata) {
        return new NewConversation(TimeOrderedIds.next(), sessionId, title, metadata, null);
    }

    public NewConversation identifiedBy(String externalId) {
        return new NewConversation(id, sessionId, title, metadata, externalId);
    }

    static void refuseBlank(String field, String text) {
        if (text != null && text.isBlank()) {
            throw Refused.invalid(field, "is blank; leave it out or give it a value");
        }
    }

    static void shorterThan(int limit, String field, String text) {
        long bytes = text == null ? 0 : StorableText.utf8Length(text);
        if (bytes > limit) {
            throw Refused.tooLarge(field, bytes, limit, "bytes");
        }
    }
}
