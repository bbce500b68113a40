package dewey.transports;

import dewey.security.Hops;
import dewey.upstreams.Addresses;
import dewey.upstreams.Upstream.WebSocketUpstream;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Sockets of the JDK's client: with TLS, and on servers where a send to the client may block the thread that read the upstream. */
public final class JdkWires implements Wires {
    private final HttpClients clients;
    private final Addresses addresses;

    public JdkWires(HttpClients clients, Addresses addresses) {
        this.clients = clients;
        this.addresses = addresses;
    }

    @Override
    public CompletableFuture<?> open(
            WebSocketUpstream upstream, String subprotocol, String hops, WebSocketUpstreamSession session) {
        Duration timeout = upstream.limits().connectTimeout();
        WebSocket.Builder builder =
                clients.connectingWithin(timeout).newWebSocketBuilder().connectTimeout(timeout);
        upstream.headers().forEach(builder::header);
        builder.header(Hops.HEADER, hops);
        if (!subprotocol.isEmpty()) {
            builder.subprotocols(subprotocol);
        }
        JdkWire wire = new JdkWire(upstream.limits().maxMessageBytes(), session);
        return CompletableFuture.supplyAsync(() -> addresses.checked(upstream.url()), clients.executor())
                .thenCompose(url -> builder.buildAsync(url, wire));
    }
}
