package dewey.mcp;

import dewey.features.Client;
import dewey.features.InputRequest;
import dewey.features.LogLevel;
import dewey.features.MissingCapability;
import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.RequestId;
import dewey.refusals.Refused;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The client of a session: it is asked by requests of the server's own, and the call waits for its responses. */
final class LegacyClient implements Client {
    private final McpSession session;
    private final Exchange exchange;
    private final Patience patience;
    private final Told told;

    LegacyClient(McpSession session, Exchange exchange, Patience patience) {
        this.session = session;
        this.exchange = exchange;
        this.patience = patience;
        told = new Told(exchange);
    }

    @Override
    public void progress(long done, long total, String message) {
        told.progress(done, total, message);
    }

    @Override
    public void log(LogLevel level, String logger, JsonValue data) {
        told.log(session.logLevel(), level, logger, data);
    }

    @Override
    public boolean can(String capability) {
        return session.capabilities().containsKey(capability);
    }

    @Override
    public Map<String, JsonObject> ask(Map<String, InputRequest> requests, JsonObject state) {
        for (InputRequest request : requests.values()) {
            if (!can(request.capability())) {
                throw new MissingCapability(request.capability());
            }
        }
        Map<String, JsonObject> results = new LinkedHashMap<>();
        requests.forEach((name, request) -> results.put(name, ask(name, request)));
        return results;
    }

    private JsonObject ask(String name, InputRequest request) {
        RequestId id = session.nextId();
        CompletableFuture<JsonObject> response = session.expect(id);
        try {
            String text = Notifications.request(id, request.method(), request.params());
            return result(name, patience.await(name, () -> exchange.message(text), response));
        } finally {
            session.expectNoMore(id);
        }
    }

    private static JsonObject result(String name, JsonObject response) {
        if (response.get("result") instanceof JsonObject result) {
            return result;
        }
        String reason =
                response.get("error") instanceof JsonObject error && error.get("message") instanceof JsonString message
                        ? JsonRpcError.shortened(message.getString())
                        : "an error";
        throw Refused.invalid(name, "was answered by the client with: " + reason);
    }

    @Override
    public Map<String, JsonObject> answers() {
        return Map.of();
    }

    @Override
    public Optional<JsonObject> state() {
        return Optional.empty();
    }

    @Override
    public void letGo() {
        exchange.letGo();
    }
}
