package dewey.http;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** Lets running requests finish before the application is undeployed. */
@WebListener
public class Undeployment implements ServletContextListener {
    @Inject
    private McpExchanges exchanges;

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        exchanges.drain();
    }
}
