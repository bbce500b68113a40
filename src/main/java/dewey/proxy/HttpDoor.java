package dewey.proxy;

import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcWriter;
import dewey.upstreams.Upstream;
import dewey.upstreams.Upstream.HttpUpstream;
import dewey.websocket.Peer;
import dewey.websocket.UpgradeRequired;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
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
        // with this very request, which knows its peer
        AsyncContext context = request.startAsync(request, response);
        // an answer may take as long as its tool
        context.setTimeout(0);
        ClientAnswer answer = new ClientAnswer(context, ((Peer) request.getUserPrincipal()).connection());
        int most = upstream.limits().maxMessageBytes();
        String encoding = request.getHeader("Content-Encoding");
        if (relays.isFull()) {
            relays.overloaded(answer, refusal("too many requests are under way"));
        } else if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            refuse(answer, HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE, "the content must not be encoded");
        } else if (request.getContentLengthLong() > most) {
            tooLarge(answer, most);
        } else if (request.getMethod().equals("POST")) {
            new RequestBody(
                            request.getInputStream(),
                            request.getContentLengthLong(),
                            most,
                            content -> relays.relay(request, answer, upstream, content),
                            () -> tooLarge(answer, most),
                            answer::cut)
                    .begin();
        } else {
            relays.relay(request, answer, upstream, new byte[0]);
        }
    }

    private static void tooLarge(ClientAnswer answer, int most) {
        refuse(
                answer,
                HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                "the message is too large; the limit is " + most + " bytes");
    }

    private static void refuse(ClientAnswer answer, int status, String reason) {
        // what is left of the request is not read
        answer.whole(status, refusal(reason), response -> response.setHeader("Connection", "close"));
    }

    private static String refusal(String reason) {
        return JsonRpcWriter.error(null, new JsonRpcError(JsonRpcError.INVALID_REQUEST, reason, null));
    }
}
