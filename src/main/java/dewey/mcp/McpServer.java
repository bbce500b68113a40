package dewey.mcp;

import dewey.json.JsonText;
import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcException;
import dewey.jsonrpc.JsonRpcWriter;
import dewey.jsonrpc.Message.Notification;
import dewey.jsonrpc.Message.Request;
import dewey.jsonrpc.RequestId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
    private final ToolCalls tools;

    @Inject
    McpServer(LegacyProtocol legacy, ModernProtocol modern, ToolCalls tools) {
        this.legacy = legacy;
        this.modern = modern;
        this.tools = tools;
    }

    /** For CDI's client proxy only. */
    protected McpServer() {
        this(null, null, null);
    }

    /**
     * Registers a request as open. Runs nothing: the door decides on which thread {@link Exchange#answer()} does.
     *
     * @throws JsonRpcException when a request with the same id is still open on this session
     */
    public Exchange open(McpSession session, Request request) {
        boolean call = request.method().equals("tools/call");
        String key = call ? tools.orderingKey(request.params()).orElse(null) : null;
        Exchange exchange = new Exchange(
                request, self -> answer(session, request, self), () -> session.remove(request.id()), key, !call);
        session.add(exchange);
        return exchange;
    }

    /** Takes a notification; it is never answered, and an unknown one is ignored (MCP, JSON-RPC 2.0 §4.1). */
    public void notice(McpSession session, Notification notification) {
        if (notification.method().equals("notifications/cancelled")) {
            JsonValue id = notification.params().get("requestId");
            if (id instanceof JsonString || id instanceof JsonNumber) {
                session.cancel(new RequestId(JsonText.write(id)));
            }
        }
    }

    /** Whether this session may send batches: only revision 2025-03-26 has them. */
    public boolean allowsBatches(McpSession session) {
        return session.negotiated().filter(ProtocolVersion::allowsBatches).isPresent();
    }

    private String answer(McpSession session, Request request, Exchange exchange) {
        try {
            String result = ModernProtocol.speaks(session, request)
                    ? modern.answer(session, request)
                    : legacy.answer(session, request);
            return JsonRpcWriter.result(request.id(), result);
        } catch (JsonRpcException refused) {
            return JsonRpcWriter.error(request.id(), refused.error());
        } catch (RuntimeException | StackOverflowError failure) {
            String incident = "%06x".formatted(ThreadLocalRandom.current().nextInt(1 << 24));
            if (!exchange.isCancelled()) {
                LOG.log(Level.ERROR, "Internal error, incident " + incident, failure);
            }
            return JsonRpcWriter.error(request.id(), JsonRpcError.internalError(incident));
        }
    }
}
