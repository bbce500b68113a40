package dewey.websocket;

import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
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

    @Inject
    private McpSockets speakers;

    private OpenSocket socket;
    private McpSocket mcp;

    @OnOpen
    public void opened(Session session) {
        socket = sockets.open(session, this::speakOn);
    }

    private McpSocket speakOn(OpenSocket opened) {
        mcp = speakers.speakOn(opened);
        return mcp;
    }

    @OnMessage
    public void received(String part, boolean last) {
        mcp.received(part, last);
    }

    @OnMessage
    public void received(ByteBuffer part, boolean last) {
        mcp.receivedBinary();
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
            LOG.log(Level.WARNING, "A socket could not be opened", failure);
        }
    }

    @OnClose
    public void closed(CloseReason reason) {
        if (socket != null) {
            socket.closed(reason);
            mcp.receivedAll();
        }
    }
}
