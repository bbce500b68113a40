package dewey.websocket;

import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/**
 * What the server agrees to in a handshake: the subprotocol {@code mcp} if and only if it is offered, and no extensions.
 *
 * <p>Where a handshake may come from is decided before, by {@link HandshakeFilter}: {@code checkOrigin} of this class sees
 * neither the {@code Host} header nor a second {@code Origin}, and cannot tell the server's own origin from another.
 */
public class Handshake extends ServerEndpointConfig.Configurator {
    public static final String SUBPROTOCOL = "mcp";

    static final String SUBPROTOCOL_HEADER = "Sec-WebSocket-Protocol";

    /** {@code mcp}, or the empty text that stands for none: a client that offers other things only is still served. */
    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
        return requested.contains(SUBPROTOCOL) ? SUBPROTOCOL : "";
    }

    /** None: compression would let a small frame become a huge message. */
    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        return List.of();
    }

    /** True: {@link HandshakeFilter} has decided already. */
    @Override
    public boolean checkOrigin(String originHeaderValue) {
        return true;
    }
}
