package dewey.security;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * From which web pages a browser may reach Dewey (RFC 6454; MCP's transport rules).
 *
 * <p>Programs send no {@code Origin} and are not concerned. A page may come from the server's own address or from the allow-list.
 * Where the connection is a local one, "own address" must also be a name of this machine: a page whose host name was made to
 * resolve to loopback (DNS rebinding) has an origin that equals the {@code Host} header, too.
 */
public final class Origins {
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> allowed;

    public Origins(List<String> allowed) {
        this.allowed = allowed.stream().map(Origins::normal).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Decides about one handshake or request.
     *
     * @param origins the values of all {@code Origin} headers
     * @param host the {@code Host} header, or null
     * @param local whether the connection arrived at a loopback address
     */
    public boolean allow(List<String> origins, String host, boolean local) {
        if (origins.isEmpty()) {
            return true;
        }
        if (origins.size() > 1) {
            return false;
        }
        String origin = normal(origins.get(0));
        return allowed.contains(origin) || isOwn(origin, host, local);
    }

    private static boolean isOwn(String origin, String host, boolean local) {
        if (host == null) {
            return false;
        }
        try {
            URI uri = URI.create(origin);
            if (uri.getHost() == null || uri.getRawAuthority() == null) {
                return false;
            }
            // the scheme is not compared: before a proxy that ends TLS, a page of https:// talks to a server of http://
            boolean same =
                    withoutDefaultPort(uri.getRawAuthority()).equals(withoutDefaultPort(host.toLowerCase(Locale.ROOT)));
            return same && (!local || LOOPBACK_NAMES.contains(uri.getHost()));
        } catch (IllegalArgumentException notAUri) {
            return false;
        }
    }

    private static String withoutDefaultPort(String authority) {
        return authority.replaceFirst(":(80|443)$", "");
    }

    private static String normal(String origin) {
        String lower = origin.strip().toLowerCase(Locale.ROOT);
        return lower.endsWith("/") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
