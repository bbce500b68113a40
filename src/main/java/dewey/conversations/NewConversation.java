package dewey.conversations;

import dewey.database.StorableText;
import dewey.database.TimeOrderedIds;
import dewey.refusals.Refused;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A conversation about to begin; {@code sessionId}, {@code title}, {@code externalId} and {@code createdAt} may be null.
 *
 * <p>Its id is made here, before any attempt to store it, so that a second attempt is recognised.
 *
 * @param externalId what the conversation is called where it comes from; a tenant has at most one of that name
 * @param createdAt null: when it is stored; kept to the microsecond
 */
public record NewConversation(
        UUID id, String sessionId, String title, Metadata metadata, String externalId, Instant createdAt) {
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
        createdAt = createdAt == null ? null : NewMessage.withinCalendar(createdAt);
    }

    /** One that begins when it is stored. */
    public NewConversation(UUID id, String sessionId, String title, Metadata metadata, String externalId) {
        this(id, sessionId, title, metadata, externalId, null);
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
        return new NewConversation(id, sessionId, title, metadata, externalId, createdAt);
    }

    public NewConversation begunAt(Instant createdAt) {
        return new NewConversation(id, sessionId, title, metadata, externalId, createdAt);
    }

    public NewConversation titled(String title) {
        return new NewConversation(id, sessionId, title, metadata, externalId, createdAt);
    }

    public NewConversation inSession(String sessionId) {
        return new NewConversation(id, sessionId, title, metadata, externalId, createdAt);
    }

    public NewConversation with(Metadata metadata) {
        return new NewConversation(id, sessionId, title, metadata, externalId, createdAt);
    }

    /** The same when its id is in use where this tenant does not see it; recognised by its external id from then on. */
    NewConversation elsewhere() {
        String name = externalId == null ? "dewey:" + id : externalId;
        return new NewConversation(TimeOrderedIds.next(), sessionId, title, metadata, name, createdAt);
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
