package dewey.conversations;

import dewey.refusals.Refused;
import java.time.Instant;
import java.util.Locale;

/** By which time a list of conversations is ordered, newest first. */
public enum SortKey {
    CREATED_AT,
    UPDATED_AT;

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

    Instant of(Conversation conversation) {
        return this == CREATED_AT ? conversation.createdAt() : conversation.updatedAt();
    }
}
