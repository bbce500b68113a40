package dewey.proxy;

import dewey.websocket.Handshake;
import jakarta.websocket.server.ServerEndpoint;

/** The same door at {@code /proxy?upstream=NAME}, as the original's proxy had it. */
@ServerEndpoint(value = "/proxy", subprotocols = Handshake.SUBPROTOCOL, configurator = Handshake.class)
public class ProxyQueryEndpoint extends ProxyEndpoint {}
