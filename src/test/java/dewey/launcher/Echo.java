package dewey.launcher;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** A server's bare echo: what a WebSocket costs on it when nothing is done. */
@ServerEndpoint("/echo")
public class Echo {
    @OnMessage(maxMessageSize = 16 << 20)
    public String same(String message) {
        return message;
    }
}
