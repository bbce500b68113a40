package dewey.http;

import dewey.config.Settings;
import dewey.limits.Family;
import dewey.mcp.McpServer;
import dewey.security.Caller;
import dewey.threads.Workers;
import dewey.websocket.Peer;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * The door of the MCP server over Streamable HTTP, in both eras (MCP 2026-07-28 and 2025-11-25, Transports). Nothing blocks a thread
 * of the container: bodies are read and answers written as they come, and tools run on the {@link Workers}.
 */
@WebServlet(name = "mcp", urlPatterns = "/mcp", asyncSupported = true)
public class McpServlet extends HttpServlet {
    @Inject
    private transient McpServer server;

    @Inject
    private transient McpExchanges exchanges;

    @Inject
    private transient Admission admission;

    @Inject
    private transient Bodies bodies;

    @Inject
    private transient Workers workers;

    @Inject
    private transient Settings settings;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Peer peer = (Peer) request.getUserPrincipal();
        Optional<ClientAnswer> client = admission.admit(request, response, Family.MESSAGES);
        if (client.isPresent()) {
            answer(request, client.get(), peer);
        }
    }

    private void answer(HttpServletRequest request, ClientAnswer client, Peer peer) throws IOException {
        switch (request.getMethod()) {
            case "POST" -> post(request, client, peer);
            case "GET" -> listen(request, client, peer.caller());
            case "DELETE" -> end(request, client, peer.caller());
            default -> notAllowed(client, "POST, GET, DELETE");
        }
    }

    private void post(HttpServletRequest request, ClientAnswer client, Peer peer) throws IOException {
        if (exchanges.isRefusing()) {
            McpExchanges.overloaded(client, "the server is stopping");
        } else if (exchanges.isFull()) {
            McpExchanges.overloaded(client, "too many requests are open");
        } else if (!Accepted.isJson(request)) {
            client.refuse(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json");
        } else if (!Accepted.byClient(request, Accepted.JSON) || !Accepted.byClient(request, Accepted.EVENTS)) {
            client.refuse(
                    HttpServletResponse.SC_NOT_ACCEPTABLE,
                    "Accept must allow both application/json and text/event-stream");
        } else {
            Posted posted = new Posted(server, exchanges, admission, workers, request, peer, client);
            bodies.take(request, client, settings.websocket().maxMessageBytes(), posted::take);
        }
    }

    /** What belongs to no request, for a session of the old era; or the rest of a stream that was lost. */
    private void listen(HttpServletRequest request, ClientAnswer client, Caller caller) {
        if (request.getHeader(Posted.SESSION_ID) == null && ModernHeaders.areModern(request)) {
            notAllowed(client, "POST");
        } else if (!Accepted.byClient(request, Accepted.EVENTS)) {
            client.refuse(HttpServletResponse.SC_NOT_ACCEPTABLE, "Accept must allow text/event-stream");
        } else {
            String lost = request.getHeader("Last-Event-ID");
            session(request, client, caller).ifPresent(session -> {
                if (lost == null) {
                    session.listen(client);
                } else if (!session.resume(client, lost)) {
                    client.refuse(
                            HttpServletResponse.SC_BAD_REQUEST, "Last-Event-ID names no event that is still kept");
                }
            });
        }
    }

    private void end(HttpServletRequest request, ClientAnswer client, Caller caller) {
        if (request.getHeader(Posted.SESSION_ID) == null && ModernHeaders.areModern(request)) {
            notAllowed(client, "POST");
        } else {
            session(request, client, caller).ifPresent(session -> {
                exchanges.sessions().end(session);
                client.whole(new byte[0], response -> response.setStatus(HttpServletResponse.SC_NO_CONTENT));
            });
        }
    }

    private Optional<LegacySession> session(HttpServletRequest request, ClientAnswer client, Caller caller) {
        String id = request.getHeader(Posted.SESSION_ID);
        Optional<LegacySession> session =
                Optional.ofNullable(id).flatMap(given -> exchanges.sessions().find(given, caller));
        if (id == null) {
            client.refuse(HttpServletResponse.SC_BAD_REQUEST, "the header Mcp-Session-Id is missing");
        } else if (session.isEmpty()) {
            client.refuse(HttpServletResponse.SC_NOT_FOUND, "there is no such session");
        }
        return session;
    }

    private static void notAllowed(ClientAnswer client, String allowed) {
        client.whole(new byte[0], response -> {
            response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            response.setHeader("Allow", allowed);
        });
    }
}
