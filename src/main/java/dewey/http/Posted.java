package dewey.http;

import dewey.jsonrpc.Incoming;
import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcException;
import dewey.jsonrpc.JsonRpcReader;
import dewey.jsonrpc.JsonRpcWriter;
import dewey.jsonrpc.Message;
import dewey.jsonrpc.Message.Request;
import dewey.jsonrpc.RequestId;
import dewey.limits.Connections.Full;
import dewey.mcp.Answer;
import dewey.mcp.Envelope;
import dewey.mcp.Exchange;
import dewey.mcp.McpServer;
import dewey.mcp.McpSession;
import dewey.mcp.ProtocolVersion;
import dewey.security.Role;
import dewey.threads.Workers;
import dewey.websocket.Peer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * One {@code POST}: its era is decided by its body, and only where that says nothing by its headers (never by {@code Mcp-Method}, which
 * clients of the old era send, too).
 */
final class Posted {
    static final String SESSION_ID = "Mcp-Session-Id";

    private final McpServer server;
    private final McpExchanges exchanges;
    private final Workers workers;
    private final HttpServletRequest http;
    private final Admission admission;
    private final Peer peer;
    private final ClientAnswer client;
    private final String sessionId;

    Posted(
            McpServer server,
            McpExchanges exchanges,
            Admission admission,
            Workers workers,
            HttpServletRequest http,
            Peer peer,
            ClientAnswer client) {
        this.server = server;
        this.exchanges = exchanges;
        this.workers = workers;
        this.http = http;
        this.admission = admission;
        this.peer = peer;
        this.client = client;
        sessionId = http.getHeader(SESSION_ID);
    }

    /** Answers, now or later. */
    void take(byte[] content) {
        Incoming incoming;
        try {
            incoming = JsonRpcReader.read(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString());
        } catch (CharacterCodingException e) {
            refuse(null, JsonRpcError.parseError("the body is not UTF-8"));
            return;
        }
        if (incoming instanceof Incoming.Batch batch) {
            inSessionWithRoom(session -> batch(session, batch));
            return;
        }
        Message message = ((Incoming.Single) incoming).message();
        if (message instanceof Message.Malformed malformed) {
            refuse(malformed.id(), malformed.error());
        } else if (message instanceof Request request) {
            request(request);
        } else if (message instanceof Message.Notification && sessionId == null && ModernHeaders.areModern(http)) {
            // a client of the modern era takes a request back by closing its response; nothing else has to be told
            accepted();
        } else {
            inSession(session -> {
                if (message instanceof Message.Notification notification) {
                    server.notice(session.mcp(), notification);
                } else if (message instanceof Message.Response response) {
                    server.respond(session.mcp(), response);
                }
                accepted();
            });
        }
    }

    private void request(Request request) {
        Optional<Role> lacking = server.lacking(peer.caller(), request);
        if (lacking.isPresent()) {
            exchanges.insufficient(client, http, request.id(), lacking.get());
            return;
        }
        McpSession alone = new McpSession(peer.caller(), admission.allowance(peer), text -> {});
        if (Envelope.version(request).isPresent() || sessionId == null && Envelope.isModern(alone, request)) {
            modern(alone, request);
        } else if (request.method().equals("initialize")) {
            initialize(request);
        } else if (sessionId == null && ModernHeaders.areModern(http)) {
            modern(alone, request);
        } else {
            inSessionWithRoom(session -> run(
                    session.mcp(),
                    request,
                    new HttpReply.Form(
                            answer -> HttpServletResponse.SC_OK, (answer, response) -> {}, session::newStream, false)));
        }
    }

    private void modern(McpSession alone, Request request) {
        try {
            Envelope.requireComplete(request);
        } catch (JsonRpcException incomplete) {
            refuse(request.id(), incomplete.error());
            return;
        }
        Optional<JsonRpcError> mismatch = ModernHeaders.check(http, request);
        if (mismatch.isPresent()) {
            refuse(request.id(), mismatch.get());
            return;
        }
        run(
                alone,
                request,
                new HttpReply.Form(Posted::status, (answer, response) -> {}, () -> new EventStream(null), true));
    }

    /** What HTTP says to an answer of the modern era (MCP 2026-07-28, Streamable HTTP). */
    private static int status(Answer answer) {
        return switch (answer.failure().map(JsonRpcError::code).orElse(0)) {
            case JsonRpcError.METHOD_NOT_FOUND -> HttpServletResponse.SC_NOT_FOUND;
            case -32020, -32021, -32022 -> HttpServletResponse.SC_BAD_REQUEST;
            default -> HttpServletResponse.SC_OK;
        };
    }

    private void initialize(Request request) {
        LegacySession session;
        try {
            Optional<LegacySession> begun =
                    exchanges.sessions().begin(peer.caller(), admission.allowance(peer), admission.seat(peer));
            if (begun.isEmpty()) {
                McpExchanges.overloaded(client, "too many sessions are open");
                return;
            }
            session = begun.get();
        } catch (Full full) {
            Admission.refuse(client, full);
            return;
        }
        HttpReply.Form form = new HttpReply.Form(
                answer -> HttpServletResponse.SC_OK,
                (answer, response) -> {
                    if (answer.failure().isEmpty()) {
                        response.setHeader(SESSION_ID, session.id());
                    } else {
                        exchanges.sessions().end(session);
                    }
                },
                null,
                false);
        run(session.mcp(), request, form);
    }

    private void run(McpSession session, Request request, HttpReply.Form form) {
        HttpReply reply = exchanges.open(client, form);
        Exchange exchange;
        try {
            exchange = server.open(session, request, reply);
        } catch (JsonRpcException refused) {
            reply.refuse(HttpServletResponse.SC_BAD_REQUEST, Answer.error(request.id(), refused.error()));
            return;
        }
        reply.answers(exchange);
        if (exchange.isQuick()) {
            exchange.run();
        } else {
            soon(exchange::run, reply, request.id());
        }
    }

    /** Revision 2025-03-26 only: one answer to all of them, when the last is there. */
    private void batch(LegacySession session, Incoming.Batch batch) {
        if (!server.allowsBatches(session.mcp())) {
            refuse(null, JsonRpcError.invalidRequest("batches belong to revision 2025-03-26 only"));
            return;
        }
        HttpReply reply = exchanges.open(
                client,
                new HttpReply.Form(
                        answer -> HttpServletResponse.SC_OK, (answer, response) -> {}, session::newStream, false));
        PostedBatch posted = new PostedBatch(server, session.mcp(), reply);
        soon(() -> posted.run(batch.messages()), reply, null);
    }

    private void soon(Runnable work, HttpReply reply, RequestId id) {
        try {
            workers.run(work);
        } catch (RejectedExecutionException stopping) {
            reply.refuse(
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    Answer.error(id, new JsonRpcError(JsonRpcError.INTERNAL_ERROR, "the server is stopping", null)));
        }
    }

    /** As {@link #inSession}; refuses what would ask for more in a session that has too much open. */
    private void inSessionWithRoom(Consumer<LegacySession> action) {
        inSession(session -> {
            if (session.mcp().openRequests() >= exchanges.maxSessionRequests()) {
                McpExchanges.overloaded(client, "too many requests of this session are open");
            } else {
                action.accept(session);
            }
        });
    }

    /** Goes on in the session that the request names; refuses what names none, or an unknown one. */
    private void inSession(Consumer<LegacySession> action) {
        String version = http.getHeader(ModernHeaders.VERSION);
        if (sessionId == null) {
            client.refuse(
                    HttpServletResponse.SC_BAD_REQUEST,
                    "the header Mcp-Session-Id is missing; a session begins with initialize, and a request of revision "
                            + "2026-07-28 names it in params._meta");
            return;
        }
        Optional<LegacySession> session = exchanges.sessions().find(sessionId, peer.caller());
        if (session.isEmpty()) {
            client.refuse(HttpServletResponse.SC_NOT_FOUND, "there is no such session");
        } else if (version != null && ProtocolVersion.named(version).isEmpty()) {
            client.refuse(
                    HttpServletResponse.SC_BAD_REQUEST,
                    "MCP-Protocol-Version \"" + JsonRpcError.shortened(version) + "\" is not supported");
        } else {
            action.accept(session.get());
        }
    }

    private void accepted() {
        client.whole(new byte[0], response -> response.setStatus(HttpServletResponse.SC_ACCEPTED));
    }

    private void refuse(RequestId id, JsonRpcError error) {
        client.whole(HttpServletResponse.SC_BAD_REQUEST, JsonRpcWriter.error(id, error), response -> {});
    }
}
