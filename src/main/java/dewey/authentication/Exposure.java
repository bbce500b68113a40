package dewey.authentication;

import dewey.config.Settings;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.List;

/**
 * Refuses to deploy where others could reach what asks for no credentials. What cannot be told here, because the server is an unknown
 * one, {@link AccessFilter} finds out with each request. {@code web.xml} names it, so that it comes before all that takes time.
 */
public class Exposure implements ServletContextListener {
    @Inject
    private Settings settings;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        if (settings.security().asksForCredentials()) {
            return;
        }
        List<String> open = Listeners.beyondLoopback();
        if (!open.isEmpty()) {
            throw new IllegalStateException("Dewey would let in everyone who reaches " + String.join(", ", open)
                    + ": set dewey.security.tokens, tokens-file or issuer, or let the server listen on 127.0.0.1 only"
                    + " (docs/security.md)");
        }
    }
}
