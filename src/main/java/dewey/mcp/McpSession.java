package dewey.mcp;

import dewey.features.LogLevel;
import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcException;
import dewey.jsonrpc.RequestId;
import dewey.limits.Allowance;
import dewey.security.Caller;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What one client's connection has agreed on, which of its requests are open, and what it was asked. */
public final class McpSession {
    private final Caller caller;
    private final Allowance allowance;
    private final Consumer<String> outlet;
    private final Map<RequestId, Exchange> open = new ConcurrentHashMap<>();
    private final Map<RequestId, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();
    private volatile ProtocolVersion negotiated;
    private volatile JsonObject capabilities = JsonValue.EMPTY_JSON_OBJECT;
    private volatile LogLevel logLevel = LogLevel.INFO;
    private SessionSubscriptions subscriptions;
    private boolean closed;

    /**
     * @param allowance what it may still ask for
     * @param outlet takes messages to the client that belong to none of its requests; must not wait
     */
    public McpSession(Caller caller, Allowance allowance, Consumer<String> outlet) {
        this.caller = caller;
        this.allowance = allowance;
        this.outlet = outlet;
    }

    public Caller caller() {
        return caller;
    }

    Allowance allowance() {
        return allowance;
    }

    /** The revision that {@code initialize} has settled; empty before, and always for clients of the modern era. */
    public Optional<ProtocolVersion> negotiated() {
        return Optional.ofNullable(negotiated);
    }

    void initialized(ProtocolVersion version, JsonObject clientCapabilities) {
        capabilities = clientCapabilities;
        negotiated = version;
    }

    JsonObject capabilities() {
        return capabilities;
    }

    LogLevel logLevel() {
        return logLevel;
    }

    void logLevel(LogLevel level) {
        logLevel = level;
    }

    void send(String message) {
        outlet.accept(message);
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

    /** The id of a request of the server's own. */
    RequestId nextId() {
        return new RequestId(Long.toString(lastId.incrementAndGet()));
    }

    /** Where the client's response will be; with an exception when the session has ended by then. */
    CompletableFuture<JsonObject> expect(RequestId id) {
        CompletableFuture<JsonObject> response = new CompletableFuture<>();
        asked.put(id, response);
        synchronized (this) {
            if (closed) {
                response.cancel(false);
            }
        }
        return response;
    }

    void expectNoMore(RequestId id) {
        asked.remove(id);
    }

    /** The client has answered; whatever was not asked is ignored. */
    void answered(RequestId id, JsonObject response) {
        CompletableFuture<JsonObject> awaited = asked.remove(id);
        if (awaited != null) {
            awaited.complete(response);
        }
    }

    /** What it wants to hear of; made when it is asked for first. */
    synchronized SessionSubscriptions subscriptions(Subscriptions all) {
        if (subscriptions == null) {
            subscriptions = new SessionSubscriptions(all, this);
            if (closed) {
                subscriptions.close();
            }
        }
        return subscriptions;
    }

    /** The connection is gone: whatever is open ends without an answer. */
    public void close() {
        SessionSubscriptions ended;
        synchronized (this) {
            closed = true;
            ended = subscriptions;
        }
        if (ended != null) {
            ended.close();
        }
        open.values().forEach(Exchange::abandon);
        asked.values().forEach(response -> response.cancel(false));
    }

    public int openRequests() {
        return open.size();
    }
}
