package dewey.config;

import java.util.List;

/** The configuration cannot be used; the message lists every problem, so that one restart mends them all. */
public final class InvalidSettings extends RuntimeException {
    private final transient List<String> problems;

    InvalidSettings(List<String> problems) {
        super("Dewey's configuration has " + problems.size() + (problems.size() == 1 ? " problem" : " problems")
                + ":\n  - " + String.join("\n  - ", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
