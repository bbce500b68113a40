package dewey.websocket;

import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The container's own idle time-out of a session, which Dewey does not use: it pings.
 *
 * <p>Switching it off by the Jakarta API is enough everywhere but on Payara, whose Tyrus (2.1.5) starts a timer for each message
 * all the same, on a managed scheduler that searches the class path for context providers each time: two thirds of the
 * time that a relayed message took.
 */
final class IdleTimer {
    private static final Logger LOG = System.getLogger(IdleTimer.class.getName());
    private static final String TYRUS = "org.glassfish.tyrus.core.TyrusSession";

    /** Takes every task and runs none. */
    private static final ScheduledExecutorService NEVER = (ScheduledExecutorService) Proxy.newProxyInstance(
            IdleTimer.class.getClassLoader(),
            new Class<?>[] {ScheduledExecutorService.class},
            (proxy, method, arguments) -> null);

    private IdleTimer() {}

    static void stop(Session session) {
        if (session.getClass().getName().equals(TYRUS)) {
            try {
                Field scheduler = session.getClass().getDeclaredField("service");
                scheduler.setAccessible(true);
                scheduler.set(session, NEVER);
            } catch (ReflectiveOperationException | RuntimeException anotherVersion) {
                LOG.log(Level.DEBUG, "The idle timer of this version of Tyrus stays", anotherVersion);
            }
        }
        session.setMaxIdleTimeout(0);
    }
}
