package dewey.console;

import dewey.config.Settings;
import dewey.security.Origins;
import dewey.websocket.Peer;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Looks at every request for a page or for the API: what browsers are told about both, which pages may ask, and who does.
 *
 * <p>A change needs a header that only a page of this very origin can send: a form or an image elsewhere cannot, and a script elsewhere
 * would have to ask first (CORS), which is never allowed.
 */
@WebFilter(
        filterName = "console",
        urlPatterns = {"/console/*", "/api/*"},
        asyncSupported = true)
public class ConsoleFilter extends HttpFilter {
    /** Its value does not matter. */
    static final String HEADER = "X-Dewey-Request";

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    /** Nothing but what this server has; no frame around it, no form to elsewhere, no code or style inside a page. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'self'; object-src 'none'; base-uri 'none';"
            + " form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    @Inject
    private transient Settings settings;

    private transient Origins origins;

    @Override
    public void init() {
        origins = new Origins(settings.websocket().allowedOrigins());
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Cache-Control", isApi(request) ? "no-store" : "no-cache");
        if (!isOfThisServer(request)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "This origin is not allowed");
        } else if (isChange(request) && request.getHeader(HEADER) == null) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "A change needs the header " + HEADER);
        } else {
            if (request.getUserPrincipal() instanceof Peer peer) {
                Visitor.is(request, peer.caller());
            }
            chain.doFilter(request, response);
        }
    }

    /** An import is for programs, too: it only adds, and browsers say from which page they send one ({@code Origin}). */
    private static boolean isChange(HttpServletRequest request) {
        return isApi(request)
                && !READING.contains(request.getMethod())
                && !request.getServletPath().equals("/api/import");
    }

    private static boolean isApi(HttpServletRequest request) {
        return request.getServletPath().startsWith("/api");
    }

    /** A page's own requests for reading have no {@code Origin}: the host that they were sent to is looked at, too (DNS rebinding). */
    private boolean isOfThisServer(HttpServletRequest request) throws IOException {
        String host = request.getHeader("Host");
        // an address literal, so that no name is looked up
        boolean local = InetAddress.getByName(request.getLocalAddr()).isLoopbackAddress();
        List<String> given = Collections.list(request.getHeaders("Origin"));
        return origins.allow(given, host, local)
                && origins.allow(List.of(request.getScheme() + "://" + host), host, local);
    }
}
