package dewey.websocket;

import dewey.mcp.McpServer;
import dewey.threads.Shutdown;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Lets running calls finish before the application is undeployed. A servlet listener, because WildFly closes every socket before it
 * destroys the first bean; Payara does not close them at all.
 */
@WebListener
public class Undeployment implements ServletContextListener {
    @Inject
    private Shutdown shutdown;

    @Inject
    private OpenSockets sockets;

    @Inject
    private McpServer server;

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        shutdown.begin();
        server.endSubscriptions();
        sockets.drain();
    }
}
