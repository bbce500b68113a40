package dewey.websocket;

import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;

/** The door for MCP over WebSocket. The container makes one instance for each socket. */
@ServerEndpoint(value = "/mcp", subprotocols = Handshake.SUBPROTOCOL, configurator = Handshake.class)
public class McpEndpoint {
    private static final Logger LOG = System.getLogger(McpEndpoint.class.getName());

    @Inject
    private OpenSockets sockets;

    private McpSocket socket;

    @OnOpen
    public void opened(Session session) {
        session.setMaxIdleTimeout(0);
        Peer peer = Peer.of(session)
                .orElseThrow(() -> new IllegalStateException("the handshake did not pass the handshake filter"));
        socket = sockets.open(session, peer);
    }

    @OnMessage
    public void received(String part, boolean last) {
        socket.received(part, last);
    }

    @OnMessage
    public void received(ByteBuffer part, boolean last) {
        socket.receivedBinary();
    }

    @OnMessage
    public void received(PongMessage pong) {
        socket.receivedPong();
    }

    @OnError
    public void failed(Session session, Throwable failure) {
        LOG.log(Level.DEBUG, "Socket " + session.getId() + " failed", failure);
        if (socket != null) {
            // some containers leave the socket open after an error; it must not stay half alive
            if (isTooLargeForTheContainer(failure)) {
                socket.endNow(CloseCodes.TOO_BIG, "a frame is larger than the server takes");
            } else {
                socket.end(CloseCodes.UNEXPECTED_CONDITION, "internal error");
            }
        }
    }

    // Tyrus reports a frame that exceeds its buffer (web.xml) in this way only, and would close with 1011 right after
    // this
    private static boolean isTooLargeForTheContainer(Throwable failure) {
        String message = failure.getMessage();
        return failure instanceof IllegalArgumentException && message != null && message.contains("overflow");
    }

    @OnClose
    public void closed(Session session, CloseReason reason) {
        LOG.log(
                Level.DEBUG,
                () -> "Socket " + session.getId() + " closed, "
                        + reason.getCloseCode().getCode());
        sockets.closed(session);
    }
}
