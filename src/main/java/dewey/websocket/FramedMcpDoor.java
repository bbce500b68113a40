package dewey.websocket;

import dewey.config.Settings;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/**
 * The doors of {@link McpEndpoint} and {@link RootEndpoint} where {@code dewey.websocket.own-frames} has Dewey read and write the frames
 * itself, before the container's WebSocket would take the handshake: a call then costs fewer changes of threads.
 */
@WebFilter(filterName = "framed-mcp", urlPatterns = "/*", asyncSupported = true)
public class FramedMcpDoor extends HttpFilter {
    private static final Set<String> PATHS = Set.of("/mcp", "/");

    @Inject
    private transient Upgrades upgrades;

    @Inject
    private transient McpSockets mcp;

    @Inject
    private transient Settings settings;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        if (settings.websocket().ownFrames() && PATHS.contains(path) && upgrades.mayTake(request)) {
            upgrades.accept(
                    request,
                    response,
                    settings.websocket().maxMessageBytes(),
                    mcp::speakOn,
                    (socket, opened, subprotocol) -> socket.receiver());
        } else {
            chain.doFilter(request, response);
        }
    }
}
