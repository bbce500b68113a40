package dewey.proxy;

import dewey.websocket.Handshake;
import jakarta.websocket.server.ServerEndpoint;

/** The same door at {@code /proxy/replay/CONVERSATION_ID}, a recorded session's address without the colon that some servers refuse. */
@ServerEndpoint(value = "/proxy/replay/{session}", subprotocols = Handshake.SUBPROTOCOL, configurator = Handshake.class)
public class ProxyReplayEndpoint extends ProxyEndpoint {}
