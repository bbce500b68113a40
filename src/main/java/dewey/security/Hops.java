package dewey.security;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Through which Deweys a session has come, so that one that is its own upstream refuses instead of calling itself for ever. A chain
 * of several is fine.
 */
@ApplicationScoped
public class Hops {
    /** Names the Deweys that a session has passed, separated by commas, the first one first. */
    public static final String HEADER = "Dewey-Hop";

    /** Enough for chains that are meant; a loop through a load balancer may meet another node each time. */
    static final int MOST = 5;

    private static final Pattern HOP = Pattern.compile("[0-9a-f-]{36}");

    private final String self = UUID.randomUUID().toString();

    /**
     * What {@link #HEADER} must say to the upstream of a session whose client sent {@code received} there. Empty when the session is
     * a loop or cannot be told from one: refuse it with 508.
     */
    public Optional<String> onwards(List<String> received) {
        List<String> passed = received.stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .filter(hop -> !hop.isEmpty())
                .toList();
        boolean refused = passed.size() >= MOST
                || passed.contains(self)
                || !passed.stream().allMatch(hop -> HOP.matcher(hop).matches());
        return refused
                ? Optional.empty()
                : Optional.of(passed.isEmpty() ? self : String.join(",", passed) + "," + self);
    }
}
