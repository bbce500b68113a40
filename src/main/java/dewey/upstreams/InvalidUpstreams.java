package dewey.upstreams;

import java.util.List;

/** The document that names the upstreams cannot be used; the message lists every problem, and no value that may be secret. */
public final class InvalidUpstreams extends Exception {
    private final transient List<String> problems;

    InvalidUpstreams(List<String> problems) {
        super("The upstreams have " + problems.size() + (problems.size() == 1 ? " problem" : " problems") + ":\n  - "
                + String.join("\n  - ", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
