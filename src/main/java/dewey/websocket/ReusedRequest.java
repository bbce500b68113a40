package dewey.websocket;

import jakarta.servlet.ServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;

/**
 * The container's request object, which on Payara serves one request after the other.
 *
 * <p>When the answer to a request over HTTP is complete before the container's thread has left that request, the thread marks the object
 * as left ({@code Request.onExitService}, Payara 6.2025.10), though it is free for the next request by then, and may serve it already. If
 * the next one is a handshake whose socket ends at once, the mark has Payara give the object to a third request while a thread still
 * works with it: "Response has not been set", and sockets that are never answered.
 */
final class ReusedRequest {
    private static final Logger LOG = System.getLogger(ReusedRequest.class.getName());
    private static final String MARK = "afterService";

    private ReusedRequest() {}

    /** Takes away what the request before may have left. To be called before an upgrade, which is all that the mark is asked for by. */
    static void unmark(ServletRequest request) {
        try {
            Object reused = under(request);
            Field mark = type(reused).getDeclaredField(MARK);
            mark.setAccessible(true);
            mark.setBoolean(reused, false);
        } catch (ReflectiveOperationException | RuntimeException anotherServer) {
            LOG.log(Level.TRACE, "This server is another", anotherServer);
        }
    }

    /** That of Payara under the one that an application sees. */
    static Object under(ServletRequest request) throws ReflectiveOperationException {
        ServletRequest facade = Connection.innermost(request);
        return facade.getClass().getMethod("getUnwrappedCoyoteRequest").invoke(facade);
    }

    /** The class that has the fields. */
    static Class<?> type(Object reused) {
        Class<?> type = reused.getClass();
        while (!type.getName().equals("org.apache.catalina.connector.Request")) {
            type = type.getSuperclass();
        }
        return type;
    }
}
