package dewey.transports;

import dewey.upstreams.Upstream.WebSocketUpstream;
import java.util.concurrent.CompletableFuture;

/** A WebSocket client: how the sockets of upstreams are opened. */
public interface Wires {
    /**
     * Connects and shakes hands. The wire tells the session itself that it is open. What is returned fails with what {@link PlainWords}
     * has words for; to cancel it is not needed, since opening takes no longer than the upstream's connect timeout.
     *
     * @param subprotocol what is offered, or empty
     * @param hops the Deweys that the session has passed
     * @param session told what comes
     */
    CompletableFuture<?> open(
            WebSocketUpstream upstream, String subprotocol, String hops, WebSocketUpstreamSession session);
}
