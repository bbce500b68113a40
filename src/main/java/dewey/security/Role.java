package dewey.security;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a caller may do. Each role may do all that those before it may. */
public enum Role {
    /** Finds and reads what its tenant has stored. */
    READER,
    /** Stores, changes and deletes it, and uses upstreams, whose sessions are recorded. */
    WRITER,
    /** Makes and revokes the tokens of its tenant, and reads who did what. */
    ADMIN;

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** Its name in settings, claims and answers. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The OAuth scope that stands for it. */
    public String scope() {
        return "dewey:" + wireName();
    }

    public static Optional<Role> named(String name) {
        return Stream.of(values()).filter(role -> role.wireName().equals(name)).findFirst();
    }
}
