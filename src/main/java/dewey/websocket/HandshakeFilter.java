package dewey.websocket;

import dewey.config.Settings;
import dewey.limits.Connections;
import dewey.limits.Connections.Full;
import dewey.limits.Connections.Kind;
import dewey.metrics.Counted;
import dewey.metrics.Meters;
import dewey.security.Hops;
import dewey.security.Origins;
import dewey.security.Pass;
import dewey.threads.Shutdown;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Looks at every handshake before the container's WebSocket support does, and at every request to the same doors: 400 for what is no
 * handshake, 403 for a foreign origin, 503 while stopping. What passes knows its {@link Peer}.
 */
@WebFilter(filterName = "handshake", urlPatterns = "/*", asyncSupported = true)
public class HandshakeFilter extends HttpFilter {
    private static final int TOO_MANY_REQUESTS = 429;
    /** A page of this very server, and the person at the browser (Fetch Metadata Request Headers). */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    @Inject
    private transient Shutdown shutdown;

    @Inject
    private transient Connections connections;

    @Inject
    private transient Settings settings;

    @Inject
    private transient Meters meters;

    private transient Origins origins;

    @Override
    public void init() {
        origins = new Origins(settings.websocket().allowedOrigins());
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean upgrade = WellFormed.isMeant(request);
        String path = request.getServletPath();
        if (!upgrade && !path.equals("/mcp") && !path.equals("/proxy") && !isOfTheApi(path)) {
            chain.doFilter(request, response);
        } else if (upgrade && !WellFormed.is(request)) {
            response.setHeader(WellFormed.VERSION_HEADER, WellFormed.VERSION);
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "This is no WebSocket handshake");
        } else if (!isAllowed(request)) {
            meters.count(Counted.FOREIGN_PAGES);
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "This origin is not allowed");
        } else if (shutdown.isRefusing()) {
            response.setHeader("Retry-After", "1");
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "The server is stopping");
        } else {
            Connection connection = Connection.under(request);
            HttpServletRequest identified = identified(request, connection);
            if (upgrade && !hasRoom((Peer) identified.getUserPrincipal(), response)) {
                return;
            }
            if (upgrade) {
                ReusedRequest.unmark(request);
            }
            chain.doFilter(identified, response);
            if (upgrade) {
                connection.handshakeIsOver(request);
            }
        }
    }

    /** Says no before the upgrade, where a client can still read why; the seat itself is taken when the socket is open. */
    private boolean hasRoom(Peer peer, HttpServletResponse response) throws IOException {
        try {
            connections.requireRoom(Kind.SOCKETS, peer.caller(), peer.address());
            return true;
        } catch (Full full) {
            response.setHeader("Retry-After", "1");
            response.sendError(
                    full.isOfAll() ? HttpServletResponse.SC_SERVICE_UNAVAILABLE : TOO_MANY_REQUESTS, full.getMessage());
            return false;
        }
    }

    private static boolean isOfTheApi(String path) {
        return path.equals("/api") || path.startsWith("/api/");
    }

    private static HttpServletRequest identified(HttpServletRequest request, Connection connection) {
        Peer peer = new Peer(
                (Pass) request.getUserPrincipal(), connection, Collections.list(request.getHeaders(Hops.HEADER)));
        return new HttpServletRequestWrapper(request) {
            @Override
            public Principal getUserPrincipal() {
                return peer;
            }
        };
    }

    private boolean isAllowed(HttpServletRequest request) throws IOException {
        List<String> given = Collections.list(request.getHeaders("Origin"));
        // an address literal, so that no name is looked up
        boolean local = InetAddress.getByName(request.getLocalAddr()).isLoopbackAddress();
        return origins.allow(given, request.getHeader("Host"), local)
                && (!given.isEmpty() || !isEmbeddedElsewhere(request));
    }

    /**
     * Whether a page of another site has it read, as an image or a frame: browsers send no {@code Origin} then. The page does not see the
     * answer, but how long that took tells whether a search has found something.
     */
    private static boolean isEmbeddedElsewhere(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return site != null && !OWN_SITES.contains(site);
    }
}
