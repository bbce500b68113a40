package dewey.conversations;

import dewey.refusals.Refused;
import java.time.Instant;
import java.util.Locale;

/** By which time a list of conversations is ordered, newest first. */
public enum SortKey {
    CREATED_AT("created_at"),
    /** In the index is only the slot of ten seconds in which it lies (liquibase/conversations-updates.sql). */
    UPDATED_AT("updated_slot");

    private final String indexed;

    SortKey(String indexed) {
        this.indexed = indexed;
    }

    public static SortKey named(String name) {
        for (SortKey key : values()) {
            if (key.wireName().equals(name)) {
                return key;
            }
        }
        throw Refused.invalid("sort_by", "must be one of created_at, updated_at");
    }

    /** The spelling on the wire, and the column's name. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How SQL says this order, for the index to serve it. */
    String newestFirst() {
        return (indexed.equals(wireName()) ? "" : indexed + " DESC, ") + wireName() + " DESC, id DESC";
    }

    /** What is behind a place in this order; its parameters are the time of the place, again its time, and its id. */
    String behind() {
        // the first finds where to begin in the index, the second where within a slot
        return indexed + " <= ? AND (" + wireName() + ", id) < (?, ?)";
    }

    Instant of(Conversation conversation) {
        return this == CREATED_AT ? conversation.createdAt() : conversation.updatedAt();
    }
}
