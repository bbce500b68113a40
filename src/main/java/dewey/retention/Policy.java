package dewey.retention;

import dewey.conversations.Metadata;
import dewey.refusals.Refused;
import jakarta.json.JsonObject;
import java.util.Objects;

/**
 * Which conversations a tenant does not keep.
 *
 * @param name what it is called; a tenant has one of that name
 * @param olderThanDays how many days nothing must have been stored in a conversation
 * @param metadata only conversations whose metadata contains this object; an empty one means all
 */
public record Policy(String name, int olderThanDays, JsonObject metadata) {
    public static final int MAX_DAYS = 36_500;
    public static final int MAX_NAME_LENGTH = 100;

    public Policy {
        Objects.requireNonNull(metadata, "metadata");
        if (name == null || name.isBlank() || name.length() > MAX_NAME_LENGTH) {
            throw Refused.invalid("name", "must have from 1 to " + MAX_NAME_LENGTH + " characters");
        }
        if (olderThanDays < 1 || olderThanDays > MAX_DAYS) {
            throw Refused.invalid("older_than_days", "is " + olderThanDays + "; it must be from 1 to " + MAX_DAYS);
        }
        Metadata.checkFilter(metadata);
    }
}
