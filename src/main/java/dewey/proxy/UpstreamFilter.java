package dewey.proxy;

import dewey.authentication.Challenge;
import dewey.config.Settings;
import dewey.refusals.Refused;
import dewey.security.Caller;
import dewey.security.Deed;
import dewey.security.Deed.Outcome;
import dewey.security.Hops;
import dewey.security.Role;
import dewey.upstreams.Upstream;
import dewey.websocket.Peer;
import jakarta.enterprise.event.Event;
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

    @Inject
    private transient Settings settings;

    @Inject
    private transient Event<Deed> deeds;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        // as it was written: servers map and decode what stands behind in different ways
        String path = request.getRequestURI().substring(request.getContextPath().length());
        if (!path.equals("/proxy") && !path.startsWith("/proxy/")) {
            chain.doFilter(request, response);
            return;
        }
        Optional<Upstream> upstream;
        try {
            upstream = known(request, path);
        } catch (Refused e) {
            refuse(response, e);
            return;
        }
        if (upstream.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND, "There is no such upstream");
        } else if (!mayUse(request, upstream.get())) {
            Role needed = upstream.get().limits().guests().role();
            response.setHeader("WWW-Authenticate", Challenge.insufficient(settings.security(), request, needed));
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "This upstream needs the role " + needed.wireName());
        } else if (hops.onwards(Collections.list(request.getHeaders(Hops.HEADER)))
                .isEmpty()) {
            response.sendError(LOOP_DETECTED, "This upstream leads back to this server");
        } else {
            chain.doFilter(request, response);
        }
    }

    /** A handshake that has passed no one who knows its caller leads nowhere; an upstream of other tenants is not there. */
    private Optional<Upstream> known(HttpServletRequest request, String path) {
        if (!(request.getUserPrincipal() instanceof Peer peer)) {
            return Optional.empty();
        }
        return destinations
                .named(path, request.getQueryString())
                .filter(upstream -> upstream.limits().guests().isKnownTo(peer.caller()))
                .filter(upstream -> destinations.isOpenTo(peer.caller(), upstream));
    }

    private boolean mayUse(HttpServletRequest request, Upstream upstream) {
        Caller caller = ((Peer) request.getUserPrincipal()).caller();
        boolean may = caller.may(upstream.limits().guests().role());
        deeds.fire(new Deed(caller, Deed.Action.RELAY, "/proxy", upstream.name(), may ? Outcome.DONE : Outcome.DENIED));
        return may;
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
