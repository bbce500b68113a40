package dewey.proxy;

import dewey.refusals.Refused;
import dewey.security.Hops;
import dewey.upstreams.Upstream;
import dewey.upstreams.Upstream.ReplayUpstream;
import dewey.websocket.Peer;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;

/**
 * Answers 404, before any upgrade, to whoever asks for an upstream that is not there, and says nothing of those that are; 508 to a
 * session that has passed here before. A session that does not exist for its caller is no upstream either.
 */
@WebFilter(filterName = "upstream", urlPatterns = "/*", asyncSupported = true)
public class UpstreamFilter extends HttpFilter {
    private static final int LOOP_DETECTED = 508;

    @Inject
    private transient Destinations destinations;

    @Inject
    private transient Hops hops;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        // as it was written: servers map and decode what stands behind in different ways
        String path = request.getRequestURI().substring(request.getContextPath().length());
        if (!path.equals("/proxy") && !path.startsWith("/proxy/")) {
            chain.doFilter(request, response);
            return;
        }
        boolean known;
        try {
            known = isKnown(request, path);
        } catch (Refused e) {
            refuse(response, e);
            return;
        }
        if (!known) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND, "There is no such upstream");
        } else if (hops.onwards(Collections.list(request.getHeaders(Hops.HEADER)))
                .isEmpty()) {
            response.sendError(LOOP_DETECTED, "This upstream leads back to this server");
        } else {
            chain.doFilter(request, response);
        }
    }

    /** A handshake that has passed no one who knows its caller leads nowhere. */
    private boolean isKnown(HttpServletRequest request, String path) {
        Optional<Upstream> upstream = destinations.named(path, request.getQueryString());
        return upstream.isPresent()
                && (!(upstream.get() instanceof ReplayUpstream)
                        || request.getUserPrincipal() instanceof Peer peer
                                && destinations.isOpenTo(peer.caller(), upstream.get()));
    }

    private static void refuse(HttpServletResponse response, Refused refused) throws IOException {
        if (refused.retryAfter().isPresent()) {
            response.setHeader(
                    "Retry-After", Long.toString(refused.retryAfter().get().toSeconds()));
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE, refused.getMessage());
        } else {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, refused.getMessage());
        }
    }
}
