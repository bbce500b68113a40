package dewey.proxy;

import dewey.http.Admission;
import dewey.http.Bodies;
import dewey.http.ClientAnswer;
import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcWriter;
import dewey.limits.Family;
import dewey.upstreams.Upstream;
import dewey.upstreams.Upstream.HttpUpstream;
import dewey.websocket.UpgradeRequired;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * The door to an upstream over Streamable HTTP, in either era (MCP, Transports). What a client asks here, the upstream is asked in the
 * same words, and its answer comes back in the same words; nothing blocks a thread of the container.
 */
@WebServlet(
        name = "proxy",
        urlPatterns = {"/proxy", "/proxy/*"},
        asyncSupported = true)
public class HttpDoor extends HttpServlet {
    private static final Set<String> METHODS = Set.of("POST", "GET", "DELETE");

    @Inject
    private transient Destinations destinations;

    @Inject
    private transient Admission admission;

    @Inject
    private transient Bodies bodies;

    @Inject
    private transient HttpRelays relays;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        Optional<Upstream> found = destinations.named(path, request.getQueryString());
        if (found.isEmpty()) {
            // the filter has answered 404 already, unless the upstream was removed in between
            response.sendError(HttpServletResponse.SC_NOT_FOUND, "There is no such upstream");
        } else if (!(found.get() instanceof HttpUpstream upstream)) {
            UpgradeRequired.answer(response, "This upstream is spoken to over WebSocket");
        } else if (!METHODS.contains(request.getMethod())) {
            response.setHeader("Allow", "POST, GET, DELETE");
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        } else {
            relay(request, response, upstream);
        }
    }

    private void relay(HttpServletRequest request, HttpServletResponse response, HttpUpstream upstream)
            throws IOException {
        Optional<ClientAnswer> admitted = admission.admit(request, response, Family.PROXY);
        if (admitted.isEmpty()) {
            return;
        }
        ClientAnswer answer = admitted.get();
        if (relays.isFull()) {
            String error = JsonRpcWriter.error(
                    null, new JsonRpcError(JsonRpcError.INVALID_REQUEST, "too many requests are under way", null));
            relays.overloaded(answer, error);
        } else if (request.getMethod().equals("POST")) {
            bodies.take(
                    request,
                    answer,
                    upstream.limits().maxMessageBytes(),
                    content -> relays.relay(request, answer, upstream, content));
        } else {
            relays.relay(request, answer, upstream, new byte[0]);
        }
    }
}
