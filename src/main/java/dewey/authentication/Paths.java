package dewey.authentication;

import dewey.security.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/** What each path asks of its callers before anything behind it is asked. */
final class Paths {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private Paths() {}

    /** Without the application's own path, as it was decoded by the server that also chooses what answers. */
    static String of(HttpServletRequest request) {
        String more = request.getPathInfo();
        return request.getServletPath() + (more == null ? "" : more);
    }

    /**
     * Whether everyone may see it: where to get a token, the pages by which people log in, which hold nothing, and health, because load
     * balancers have no tokens (on Payara it is served within the application). Nothing of it is a WebSocket.
     */
    static boolean isPublic(HttpServletRequest request) {
        String path = of(request);
        return !isUpgrade(request)
                && (path.startsWith("/.well-known/oauth-protected-resource")
                        || path.equals("/health")
                        || path.startsWith("/health/")
                        || path.startsWith("/console/") && SAFE.contains(request.getMethod()));
    }

    /** The least that a caller must be allowed. Tools, resources and pages may ask for more. */
    static Role needed(HttpServletRequest request) {
        String path = of(request);
        if (path.startsWith("/api/tokens") || path.startsWith("/api/audit")) {
            return Role.ADMIN;
        }
        // to log in or out changes only what the browser keeps
        return isApi(request) && changes(request) && !path.equals("/api/login") ? Role.WRITER : Role.READER;
    }

    /** Whether it is one of the interfaces that are not MCP. */
    static boolean isApi(HttpServletRequest request) {
        return of(request).startsWith("/api/");
    }

    static boolean changes(HttpServletRequest request) {
        return !SAFE.contains(request.getMethod()) || isUpgrade(request);
    }

    private static boolean isUpgrade(HttpServletRequest request) {
        return request.getHeader("Upgrade") != null;
    }
}
