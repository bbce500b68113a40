package dewey.crash;

import dewey.websocket.McpClient;
import java.net.URI;
import java.util.function.Function;

/** How a client stores: by each of the two doors, in each of the two eras. */
public enum Way {
    SOCKET(address -> new SocketCalls(McpClient.modern(address))),
    SOCKET_WITH_HANDSHAKE(address -> new SocketCalls(McpClient.legacy(address))),
    HTTP(address -> HttpCalls.modern(overHttp(address))),
    HTTP_SESSION(address -> HttpCalls.legacy(overHttp(address)));

    private final Function<URI, ToolCalls> opening;

    Way(Function<URI, ToolCalls> opening) {
        this.opening = opening;
    }

    ToolCalls open(URI address) {
        return opening.apply(address);
    }

    private static URI overHttp(URI address) {
        return URI.create(address.toString().replaceFirst("^ws", "http"));
    }
}
