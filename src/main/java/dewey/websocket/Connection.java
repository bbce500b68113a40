package dewey.websocket;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;

/**
 * The TCP connection under a socket, where the server lets it be reached.
 *
 * <p>Jakarta WebSocket can only ask for a close, and Payara sends that behind everything the peer has not read yet: a peer that
 * never reads would keep its connection, and what waits for it, for ever.
 */
public final class Connection {
    /** On servers whose connections cannot be reached: there a close must do. */
    static final Connection OUT_OF_REACH = new Connection(null, null);

    private static final Logger LOG = System.getLogger(Connection.class.getName());

    private final Object transport;
    private final Method terminate;

    private Connection(Object transport, Method terminate) {
        this.transport = transport;
        this.terminate = terminate;
    }

    /** The connection that a request came by. */
    static Connection under(ServletRequest request) {
        ServletRequest innermost = request;
        while (innermost instanceof ServletRequestWrapper wrapper) {
            innermost = wrapper.getRequest();
        }
        try {
            // Payara: Catalina's facade, Catalina's request, Grizzly's request, Grizzly's packet
            Object catalina = get(innermost, "getUnwrappedCoyoteRequest");
            Object transport = get(get(get(catalina, "getCoyoteRequest"), "getRequest"), "getConnection");
            return new Connection(transport, transport.getClass().getMethod("terminateSilently"));
        } catch (ReflectiveOperationException | RuntimeException anotherServer) {
            LOG.log(Level.DEBUG, "Connections cannot be reached on this server", anotherServer);
            return OUT_OF_REACH;
        }
    }

    /** Ends the connection at once, with everything that waits to be sent; nothing happens to one that has ended. */
    public void cut() {
        if (terminate == null) {
            return;
        }
        try {
            terminate.invoke(transport);
        } catch (ReflectiveOperationException e) {
            LOG.log(Level.WARNING, "A connection could not be cut", e);
        }
    }

    private static Object get(Object owner, String accessor) throws ReflectiveOperationException {
        return owner.getClass().getMethod(accessor).invoke(owner);
    }
}
