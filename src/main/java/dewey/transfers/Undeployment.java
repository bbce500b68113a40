package dewey.transfers;

import dewey.threads.Shutdown;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** Lets files that are on their way come to their end before the application is undeployed. */
@WebListener
public class Undeployment implements ServletContextListener {
    @Inject
    private Shutdown shutdown;

    @Inject
    private Uploads uploads;

    @Inject
    private Downloads downloads;

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        shutdown.await("imports and exports over HTTP", () -> uploads.count() + downloads.count());
    }
}
