package dewey.websocket;

import dewey.config.Settings;
import dewey.limits.RateLimits;
import dewey.mcp.McpServer;
import dewey.threads.Workers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Has MCP spoken on sockets, whoever reads their frames. */
@ApplicationScoped
class McpSockets {
    private final McpServer server;
    private final Workers workers;
    private final RateLimits limits;
    private final Settings settings;

    @Inject
    McpSockets(McpServer server, Workers workers, RateLimits limits, Settings settings) {
        this.server = server;
        this.workers = workers;
        this.limits = limits;
        this.settings = settings;
    }

    /** For CDI's client proxy only. */
    protected McpSockets() {
        this(null, null, null, null);
    }

    McpSocket speakOn(OpenSocket socket) {
        return new McpSocket(
                socket, server, workers, limits.of(socket.caller(), socket.address()), settings.websocket());
    }
}
