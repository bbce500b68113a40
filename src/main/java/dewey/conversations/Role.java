package dewey.conversations;

import dewey.refusals.Refused;
import java.util.Locale;

/** Who speaks in a message. */
public enum Role {
    USER,
    ASSISTANT,
    SYSTEM,
    TOOL;

    private static final int SHOWN = 40;

    /** The role that is spelled {@code name}, in lower case as on the wire. */
    public static Role named(String name) {
        for (Role role : values()) {
            if (role.wireName().equals(name)) {
                return role;
            }
        }
        String shown =
                name == null ? "null" : "\"" + (name.length() <= SHOWN ? name : name.substring(0, SHOWN) + "…") + "\"";
        throw Refused.invalid("role", "is " + shown + "; it must be one of user, assistant, system, tool");
    }

    /** The spelling on the wire and in the database. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
