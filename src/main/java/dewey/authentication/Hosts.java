package dewey.authentication;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The names by which this server may be asked. A page of somebody's whose host name was made to resolve to this machine (DNS
 * rebinding) asks by another one.
 */
final class Hosts {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> allowed;

    /** Any, or those of loopback only. */
    static Hosts anyOr(boolean loopbackOnly, List<String> named) {
        return new Hosts(named.isEmpty() ? (loopbackOnly ? LOOPBACK : Set.of()) : Set.copyOf(named));
    }

    private Hosts(Set<String> allowed) {
        this.allowed =
                allowed.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    /** @param host the {@code Host} header, with or without a port; null when there is none */
    boolean allow(String host) {
        if (allowed.isEmpty()) {
            return true;
        }
        if (host == null) {
            return false;
        }
        String asked = host.strip().toLowerCase(Locale.ROOT);
        return allowed.contains(asked) || allowed.contains(asked.replaceFirst(":\\d{1,5}$", ""));
    }
}
