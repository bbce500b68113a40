package dewey.redaction;

import java.util.List;

/**
 * What is taken out of the texts of some source, beside what the settings say for all.
 *
 * @param on whether anything is taken out at all
 * @param members more members that are secret: names, or paths such as {@code params.arguments.pin}
 */
public record Redacting(boolean on, List<String> members) {
    /** As the settings say. */
    public static final Redacting STANDARD = new Redacting(true, List.of());

    public Redacting {
        members = List.copyOf(members);
    }
}
