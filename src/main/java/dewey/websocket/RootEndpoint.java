package dewey.websocket;

import jakarta.websocket.server.ServerEndpoint;

/** The same door at {@code /}, where the clients of the original Dewey knock. */
@ServerEndpoint(value = "/", subprotocols = Handshake.SUBPROTOCOL, configurator = Handshake.class)
public class RootEndpoint extends McpEndpoint {}
