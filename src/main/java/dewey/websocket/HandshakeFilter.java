package dewey.websocket;

import dewey.config.Settings;
import dewey.security.Caller;
import dewey.security.Hops;
import dewey.security.Origins;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Collections;
import java.util.List;

/** Looks at every handshake before the container's WebSocket support does: 403 for a foreign origin, 503 while stopping. */
@WebFilter(filterName = "handshake", urlPatterns = "/*", asyncSupported = true)
public class HandshakeFilter extends HttpFilter {
    private static final int UPGRADE_REQUIRED = 426;

    @Inject
    private transient OpenSockets sockets;

    @Inject
    private transient Settings settings;

    private transient Origins origins;

    @Override
    public void init() {
        origins = new Origins(settings.websocket().allowedOrigins());
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            if (request.getServletPath().equals("/mcp")) {
                requireUpgrade(response);
            } else {
                chain.doFilter(request, response);
            }
        } else if (!isAllowed(request)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "This origin is not allowed");
        } else if (sockets.isDraining()) {
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "The server is stopping");
        } else {
            chain.doFilter(identified(request), response);
        }
    }

    private static HttpServletRequest identified(HttpServletRequest request) {
        Peer peer =
                new Peer(Caller.LOCAL, Connection.under(request), Collections.list(request.getHeaders(Hops.HEADER)));
        return new HttpServletRequestWrapper(request) {
            @Override
            public Principal getUserPrincipal() {
                return peer;
            }
        };
    }

    private static void requireUpgrade(HttpServletResponse response) throws IOException {
        byte[] text = "MCP is spoken here over WebSocket\n".getBytes(StandardCharsets.US_ASCII);
        response.setStatus(UPGRADE_REQUIRED);
        response.setHeader("Upgrade", "websocket");
        response.setContentType("text/plain");
        // Payara delimits no body where the header Upgrade is set: the client would wait for the idle time-out
        response.setHeader("Connection", "close");
        response.setContentLength(text.length);
        response.getOutputStream().write(text);
    }

    private boolean isAllowed(HttpServletRequest request) throws IOException {
        List<String> given = Collections.list(request.getHeaders("Origin"));
        // an address literal, so that no name is looked up
        boolean local = InetAddress.getByName(request.getLocalAddr()).isLoopbackAddress();
        return origins.allow(given, request.getHeader("Host"), local);
    }
}
