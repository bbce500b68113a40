package dewey.mcp;

import dewey.json.JsonText;
import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcException;
import dewey.jsonrpc.Message.Notification;
import dewey.jsonrpc.Message.Request;
import dewey.jsonrpc.Message.Response;
import dewey.jsonrpc.RequestId;
import dewey.metrics.Counted;
import dewey.metrics.Meters;
import dewey.refusals.Refused;
import dewey.security.Caller;
import dewey.security.Role;
import dewey.spans.Fault;
import dewey.spans.Spans;
import dewey.threads.Shutdown;
import dewey.threads.Trace;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The MCP engine: decides the era of each message, has it answered, and turns every failure into an answer. It is the one place of
 * the request path that catches.
 */
@ApplicationScoped
public class McpServer {
    private static final Logger LOG = System.getLogger(McpServer.class.getName());

    private final LegacyProtocol legacy;
    private final ModernProtocol modern;
    private final Methods methods;
    private final Listening listening;
    private final Meters meters;
    private final Spans spans;
    private final Shutdown shutdown;

    @Inject
    McpServer(
            LegacyProtocol legacy,
            ModernProtocol modern,
            Methods methods,
            Listening listening,
            Meters meters,
            Spans spans,
            Shutdown shutdown) {
        this.legacy = legacy;
        this.modern = modern;
        this.methods = methods;
        this.listening = listening;
        this.meters = meters;
        this.spans = spans;
        this.shutdown = shutdown;
    }

    /** For CDI's client proxy only. */
    protected McpServer() {
        this(null, null, null, null, null, null, null);
    }

    /**
     * Registers a request as open. Runs nothing: the door decides on which thread {@link Exchange#run()} does.
     *
     * @throws JsonRpcException when a request with the same id is still open on this session
     */
    public Exchange open(McpSession session, Request request, Reply reply) {
        Exchange exchange = new Exchange(
                request,
                reply,
                self -> traced(session, self),
                () -> session.remove(request.id()),
                methods.orderingKey(request.method(), request.params()).orElse(null),
                Methods.isQuick(request.method()));
        session.add(exchange);
        return exchange;
    }

    /** Takes a notification; it is never answered, and an unknown one is ignored (MCP, JSON-RPC 2.0 §4.1). */
    public void notice(McpSession session, Notification notification) {
        switch (notification.method()) {
            case "notifications/initialized" -> legacy.ready(session);
            case "notifications/cancelled" -> {
                JsonValue id = notification.params().get("requestId");
                if (id instanceof JsonString || id instanceof JsonNumber) {
                    session.cancel(new RequestId(JsonText.write(id)));
                }
            }
            default -> {
                // unknown ones are ignored
            }
        }
    }

    /** Takes the response to a request of the server's own; one to anything else is ignored. */
    public void respond(McpSession session, Response response) {
        session.answered(response.id(), response.message());
    }

    /**
     * The role that a caller would need for a request and does not have: for doors that say so in a way of their own. Whoever does not
     * ask gets the same as an answer.
     */
    public Optional<Role> lacking(Caller caller, Request request) {
        return methods.lacking(caller, request.method(), request.params());
    }

    /** Whether this session may send batches: only revision 2025-03-26 has them. */
    public boolean allowsBatches(McpSession session) {
        return session.negotiated().filter(ProtocolVersion::allowsBatches).isPresent();
    }

    /** Gives every {@code subscriptions/listen} its final answer, since the server stops. */
    public void endSubscriptions() {
        listening.endAll();
    }

    /** How many {@code subscriptions/listen} are open. */
    public int openSubscriptions() {
        return listening.size();
    }

    /** As a span below the client's own, where the server takes spans; elsewhere the client's own is all that is known. */
    private Optional<Answer> traced(McpSession session, Exchange exchange) {
        Request request = exchange.request();
        if (!spans.areTaken()) {
            return Trace.during(trace(request), () -> answer(session, exchange));
        }
        Optional<String> target = methods.target(request.method(), request.params());
        return spans.during(
                RequestSpan.of(session, request, target), () -> answer(session, exchange), McpServer::fault);
    }

    private static Optional<Fault> fault(Optional<Answer> answer) {
        return answer.flatMap(Answer::failure).map(error -> new Fault(Integer.toString(error.code()), error.message()));
    }

    /** Where a request of either era says to what trace it belongs (MCP, {@code _meta}; W3C Trace Context). */
    private static Optional<Trace> trace(Request request) {
        return request.params().get(Envelope.META) instanceof JsonObject meta
                        && meta.get("traceparent") instanceof JsonString parent
                ? Trace.read(parent.getString())
                : Optional.empty();
    }

    private static String traced() {
        return Trace.here().map(trace -> ", trace " + trace.id()).orElse("");
    }

    /** The server may take away what a call needs, or interrupt its thread, also before it has told the application that it stops. */
    private boolean isOfTheEnd(Throwable failure, Exchange exchange) {
        return !exchange.isCancelled() && (shutdown.isAnnounced() || failure instanceof CancellationException);
    }

    private Optional<Answer> answer(McpSession session, Exchange exchange) {
        RequestId id = exchange.request().id();
        try {
            Optional<String> result = Envelope.isModern(session, exchange.request())
                    ? modern.answer(session, exchange)
                    : Optional.of(legacy.answer(session, exchange));
            return result.map(text -> Answer.result(id, text));
        } catch (JsonRpcException refused) {
            return Optional.of(Answer.error(id, refused.error()));
        } catch (Refused refused) {
            return Optional.of(Answer.error(id, Refusals.error(refused)));
        } catch (RuntimeException | StackOverflowError failure) {
            if (isOfTheEnd(failure, exchange)) {
                LOG.log(Level.WARNING, "A call failed because the server stops" + traced(), failure);
                return Optional.of(Answer.error(id, Refusals.error(Refused.stopping(failure))));
            }
            String incident = "%06x".formatted(ThreadLocalRandom.current().nextInt(1 << 24));
            if (!exchange.isCancelled()) {
                meters.count(Counted.INCIDENTS);
                LOG.log(Level.ERROR, "Internal error, incident " + incident + traced(), failure);
            }
            return Optional.of(Answer.error(id, JsonRpcError.internalError(incident)));
        }
    }
}
