package dewey.mcp;

import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcException;
import dewey.jsonrpc.RequestId;
import dewey.security.Caller;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What one client's connection has agreed on, and which of its requests are open. */
public final class McpSession {
    private final Caller caller;
    private final Map<RequestId, Exchange> open = new ConcurrentHashMap<>();
    private volatile ProtocolVersion negotiated;

    public McpSession(Caller caller) {
        this.caller = caller;
    }

    public Caller caller() {
        return caller;
    }

    /** The revision that {@code initialize} has settled; empty before, and always for clients of the modern era. */
    Optional<ProtocolVersion> negotiated() {
        return Optional.ofNullable(negotiated);
    }

    void negotiated(ProtocolVersion version) {
        negotiated = version;
    }

    void add(Exchange exchange) {
        RequestId id = exchange.request().id();
        if (open.putIfAbsent(id, exchange) != null) {
            throw new JsonRpcException(JsonRpcError.invalidRequest("a request with this id is still open"));
        }
    }

    void remove(RequestId id) {
        open.remove(id);
    }

    void cancel(RequestId id) {
        Exchange exchange = open.get(id);
        if (exchange != null) {
            exchange.cancel();
        }
    }

    /** The connection is gone: whatever is open ends without an answer. */
    public void close() {
        open.values().forEach(Exchange::abandon);
    }

    public int openRequests() {
        return open.size();
    }
}
