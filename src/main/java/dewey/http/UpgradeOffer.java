package dewey.http;

import dewey.websocket.Connection;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A request over HTTP/1.1 that also offers to go on with HTTP/2 (RFC 9110 §7.8), as Java's clients do by default. Who does not take the
 * offer answers as if it were not there; Payara rather reads the body up to the end of the connection, which is that of the next
 * protocol for it, and does not say what type the answer has. Here the body ends where its length says.
 */
final class UpgradeOffer extends HttpServletRequestWrapper {
    private static final Logger LOG = System.getLogger(UpgradeOffer.class.getName());

    private ServletInputStream body;

    private UpgradeOffer(HttpServletRequest request) {
        super(request);
    }

    static boolean isIn(HttpServletRequest request) {
        String offered = request.getHeader("Upgrade");
        return offered != null
                && !offered.equalsIgnoreCase("websocket")
                && request.getProtocol().startsWith("HTTP/1");
    }

    /** Declines it, and gives the request that is left; empty where the server, be it any but Payara, sees to that by itself. */
    static Optional<HttpServletRequest> decline(HttpServletRequest request) {
        return tellGrizzly(request) ? Optional.of(new UpgradeOffer(request)) : Optional.empty();
    }

    /**
     * Grizzly heads its answers as usual once its packet is told so.
     *
     * @return whether there is such a packet, which no other server has
     */
    private static boolean tellGrizzly(ServletRequest request) {
        try {
            Object packet = call(
                    call(call(Connection.innermost(request), "getUnwrappedCoyoteRequest"), "getCoyoteRequest"),
                    "getRequest");
            packet.getClass()
                    .getMethod("setIgnoreContentModifiers", boolean.class)
                    .invoke(packet, false);
            return true;
        } catch (ReflectiveOperationException | RuntimeException anotherServer) {
            LOG.log(Level.TRACE, "This server is another", anotherServer);
            return false;
        }
    }

    private static Object call(Object of, String accessor) throws ReflectiveOperationException {
        return of.getClass().getMethod(accessor).invoke(of);
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (body == null) {
            body = new DelimitedBody(super.getInputStream(), Math.max(0, getContentLengthLong()));
        }
        return body;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        String charset = getCharacterEncoding();
        return new BufferedReader(
                new InputStreamReader(getInputStream(), charset == null ? StandardCharsets.UTF_8.name() : charset));
    }
}
