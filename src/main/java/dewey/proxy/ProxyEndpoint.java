package dewey.proxy;

import dewey.limits.RateLimits;
import dewey.upstreams.Upstream;
import dewey.websocket.BinaryFragments;
import dewey.websocket.Fragments;
import dewey.websocket.Handshake;
import dewey.websocket.OpenSocket;
import dewey.websocket.OpenSockets;
import dewey.websocket.TooLarge;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The door to an upstream by the container's WebSocket, where {@link FramedDoor} does not take it. The container makes one instance for each socket. */
@ServerEndpoint(value = "/proxy/{upstream}", subprotocols = Handshake.SUBPROTOCOL, configurator = Handshake.class)
public class ProxyEndpoint {
    private static final Logger LOG = System.getLogger(ProxyEndpoint.class.getName());

    @Inject
    private OpenSockets sockets;

    @Inject
    private Destinations destinations;

    @Inject
    private Relays relays;

    @Inject
    private RateLimits limits;

    private OpenSocket socket;
    private Relay relay;
    private ClientSide client;
    private Fragments texts;
    private BinaryFragments binaries;

    @OnOpen
    public void opened(Session session) throws IOException {
        Optional<Upstream> found = destinations.named(session.getRequestURI().getRawPath(), session.getQueryString());
        if (found.isEmpty()) {
            // the filter has answered 404 already, unless the upstream was removed in between
            session.close(new CloseReason(CloseReason.CloseCodes.VIOLATED_POLICY, "there is no such upstream"));
            return;
        }
        open(session, found.get());
    }

    private void open(Session session, Upstream upstream) {
        int maxMessageBytes = upstream.limits().maxMessageBytes();
        texts = new Fragments(maxMessageBytes);
        binaries = new BinaryFragments(maxMessageBytes);
        String subprotocol = session.getNegotiatedSubprotocol() == null ? "" : session.getNegotiatedSubprotocol();
        socket = sockets.open(session, opened -> relay = relays.relay(opened, upstream));
        client = new ClientSide(socket, relay, upstream, limits);
        relays.start(relay, upstream, subprotocol, socket);
    }

    @OnMessage
    public void received(String part, boolean last) {
        try {
            texts.add(part, last).ifPresent(client::text);
        } catch (TooLarge e) {
            client.tooLarge(e.bytes());
        }
    }

    @OnMessage
    public void received(ByteBuffer part, boolean last) {
        try {
            binaries.add(part, last).ifPresent(client::binary);
        } catch (TooLarge e) {
            client.tooLarge(e.bytes());
        }
    }

    @OnMessage
    public void received(PongMessage pong) {
        socket.receivedPong();
    }

    @OnError
    public void failed(Session session, Throwable failure) {
        if (socket != null) {
            socket.failed(failure);
        } else {
            LOG.log(Level.WARNING, "A relay could not be opened", failure);
        }
    }

    @OnClose
    public void closed(CloseReason reason) {
        if (socket != null) {
            socket.closed(reason);
            texts.drop();
            binaries.drop();
        }
    }
}
