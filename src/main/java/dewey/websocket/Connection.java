package dewey.websocket;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The TCP connection under a socket, where the server lets it be reached.
 *
 * <p>Jakarta WebSocket can only ask for a close, and servers send that behind everything the peer has not read yet: a peer that
 * never reads would keep its connection, and what waits for it, for ever.
 */
public final class Connection {
    /** On servers whose connections cannot be reached: there a close must do. */
    static final Connection OUT_OF_REACH = new Connection(null, null, null);

    private static final Logger LOG = System.getLogger(Connection.class.getName());

    /** What leads from a request to its connection on each server, and what ends that at once. */
    private static final List<Way> WAYS = List.of(
            // Payara: Catalina's facade, Catalina's request, Grizzly's request, Grizzly's packet
            new Way(
                    List.of("getUnwrappedCoyoteRequest", "getCoyoteRequest", "getRequest", "getConnection"),
                    "terminateSilently",
                    null),
            // WildFly: Undertow's request, its exchange, the connection
            new Way(List.of("getExchange", "getConnection"), "close", "getIoThread"));

    /** The way of this server, once one was found. */
    private static final AtomicReference<Way> KNOWN = new AtomicReference<>();

    private final Object transport;
    private final Method end;
    private final Executor reader;
    private volatile Upgrade upgrade = Upgrade.OUT_OF_REACH;
    private volatile Runnable whenCut;

    private Connection(Object transport, Method end, Executor reader) {
        this.transport = transport;
        this.end = end;
        this.reader = reader;
    }

    /** The connection that a request came by. */
    static Connection under(ServletRequest request) {
        ServletRequest innermost = innermost(request);
        Way first = KNOWN.get();
        for (Way way : first == null ? WAYS : List.of(first)) {
            try {
                Connection connection = way.from(innermost);
                KNOWN.compareAndSet(null, way);
                return connection;
            } catch (ReflectiveOperationException | RuntimeException anotherServer) {
                LOG.log(Level.TRACE, "This server is another", anotherServer);
            }
        }
        return OUT_OF_REACH;
    }

    /** The server's own request behind all that wraps it. */
    public static ServletRequest innermost(ServletRequest request) {
        ServletRequest innermost = request;
        while (innermost instanceof ServletRequestWrapper wrapper) {
            innermost = wrapper.getRequest();
        }
        return innermost;
    }

    /** Whether it is one of a server that Dewey knows. */
    boolean isKnown() {
        return end != null;
    }

    /** The thread that reads it, where that is known and takes work. */
    Optional<Executor> reader() {
        return Optional.ofNullable(reader);
    }

    /** The handshake has passed all filters, by the same request. */
    void handshakeIsOver(ServletRequest request) {
        if (end != null) {
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
        if (end == null) {
            return;
        }
        try {
            end.invoke(transport);
        } catch (ReflectiveOperationException e) {
            LOG.log(Level.WARNING, "A connection could not be cut", e);
        }
        Runnable told = whenCut;
        if (told != null) {
            told.run();
        }
    }

    /** Who is told behind {@link #cut}, which Payara does not always tell; null for nobody any more. Not for one that is {@link #OUT_OF_REACH}. */
    void whenCut(Runnable then) {
        whenCut = then;
    }

    /** @param reader what leads from the connection to the thread that reads it, or null */
    private record Way(List<String> accessors, String end, String reader) {
        Connection from(Object request) throws ReflectiveOperationException {
            Object at = request;
            for (String accessor : accessors) {
                at = at.getClass().getMethod(accessor).invoke(at);
            }
            Object thread =
                    reader == null ? null : at.getClass().getMethod(reader).invoke(at);
            return new Connection(at, at.getClass().getMethod(end), (Executor) thread);
        }
    }
}
