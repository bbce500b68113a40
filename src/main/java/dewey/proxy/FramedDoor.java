package dewey.proxy;

import dewey.config.Settings;
import dewey.limits.RateLimits;
import dewey.upstreams.Upstream;
import dewey.websocket.OpenSocket;
import dewey.websocket.Receiver;
import dewey.websocket.Upgrades;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * The door to an upstream over WebSocket on servers where Dewey reads and writes the frames itself, before the container's WebSocket would
 * take the handshake: a relay then costs a fraction, and a client that sends faster than the upstream takes is slowed instead of closed.
 */
@WebFilter(filterName = "framed", urlPatterns = "/*", asyncSupported = true)
public class FramedDoor extends HttpFilter {
    @Inject
    private transient Upgrades upgrades;

    @Inject
    private transient Destinations destinations;

    @Inject
    private transient Relays relays;

    @Inject
    private transient RateLimits limits;

    @Inject
    private transient Settings settings;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        // the filter before this one has found that upstream, and that it may be used
        String path = request.getRequestURI().substring(request.getContextPath().length());
        boolean mine = settings.upstreams().ownFrames() && upgrades.mayTake(request);
        Optional<Upstream> upstream = mine ? destinations.named(path, request.getQueryString()) : Optional.empty();
        if (upstream.isPresent()) {
            Upstream named = upstream.get();
            upgrades.accept(
                    request,
                    response,
                    named.limits().maxMessageBytes(),
                    opened -> relays.relay(opened, named),
                    (relay, opened, subprotocol) -> begin(named, relay, opened, subprotocol));
        } else {
            chain.doFilter(request, response);
        }
    }

    private Receiver begin(Upstream upstream, Relay relay, OpenSocket opened, String subprotocol) {
        relays.start(relay, upstream, subprotocol, opened);
        return new ClientSide(opened, relay, upstream, limits).receiver();
    }
}
