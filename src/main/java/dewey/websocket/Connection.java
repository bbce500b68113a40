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
    private volatile Upgrade upgrade = Upgrade.OUT_OF_REACH;

    private Connection(Object transport, Method terminate) {
        this.transport = transport;
        this.terminate = terminate;
    }

    /** The connection that a request came by. */
    static Connection under(ServletRequest request) {
        try {
            // Payara: Catalina's request, Grizzly's request, Grizzly's packet
            Object catalina = catalina(request);
            Object transport = get(get(get(catalina, "getCoyoteRequest"), "getRequest"), "getConnection");
            return new Connection(transport, transport.getClass().getMethod("terminateSilently"));
        } catch (ReflectiveOperationException | RuntimeException anotherServer) {
            LOG.log(Level.DEBUG, "Connections cannot be reached on this server", anotherServer);
            return OUT_OF_REACH;
        }
    }

    /** The handshake has passed all filters, by the same request. */
    void handshakeIsOver(ServletRequest request) {
        if (terminate != null) {
            upgrade = Upgrade.of(request);
        }
    }

    /** The container may keep what it has received of a socket that has ended. Harmless while the socket is being closed. */
    void dropHalfFrame() {
        upgrade.dropHalfFrame();
    }

    /** Nothing more happens on the socket, and nothing of it is to be kept. */
    void forget() {
        upgrade.forget();
    }

    /** Ends the connection at once, with everything that waits to be sent; nothing happens to one that has ended. */
    public void cut() {
        dropHalfFrame();
        if (terminate == null) {
            return;
        }
        try {
            terminate.invoke(transport);
        } catch (ReflectiveOperationException e) {
            LOG.log(Level.WARNING, "A connection could not be cut", e);
        }
    }

    /** The server's own request behind all that wraps it. */
    static Object catalina(ServletRequest request) throws ReflectiveOperationException {
        ServletRequest innermost = request;
        while (innermost instanceof ServletRequestWrapper wrapper) {
            innermost = wrapper.getRequest();
        }
        // Payara: Catalina's facade
        return get(innermost, "getUnwrappedCoyoteRequest");
    }

    private static Object get(Object owner, String accessor) throws ReflectiveOperationException {
        return owner.getClass().getMethod(accessor).invoke(owner);
    }
}
