package dewey.mcp;

import dewey.features.Client;
import dewey.features.InputRequest;
import dewey.features.LogLevel;
import dewey.features.MissingCapability;
import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The client of a stateless request: what it can is said with the request, and so are its answers to what it was asked before. */
final class ModernClient implements Client {
    private final Exchange exchange;
    private final JsonObject capabilities;
    private final Optional<LogLevel> logLevel;
    private final Map<String, JsonObject> answers;
    private final Optional<JsonObject> state;
    private final Told told;

    /** @throws JsonRpcException when the answers are none */
    ModernClient(Exchange exchange, JsonObject meta, Optional<JsonObject> state) {
        this.exchange = exchange;
        this.state = state;
        capabilities = meta.getJsonObject(Envelope.CAPABILITIES);
        logLevel = Optional.ofNullable(meta.get(Envelope.LOG_LEVEL))
                .filter(JsonString.class::isInstance)
                .flatMap(level -> LogLevel.named(((JsonString) level).getString()));
        answers = answers(exchange.request().params().get("inputResponses"));
        told = new Told(exchange);
    }

    private static Map<String, JsonObject> answers(JsonValue given) {
        Map<String, JsonObject> answers = new LinkedHashMap<>();
        if (given != null) {
            if (!(given instanceof JsonObject object)) {
                throw invalid("\"inputResponses\" must be an object");
            }
            object.forEach((name, answer) -> {
                if (!(answer instanceof JsonObject result)) {
                    throw invalid("\"inputResponses\" must hold objects");
                }
                answers.put(name, result);
            });
        }
        return answers;
    }

    private static JsonRpcException invalid(String message) {
        return new JsonRpcException(JsonRpcError.invalidParams(message));
    }

    @Override
    public void progress(long done, long total, String message) {
        told.progress(done, total, message);
    }

    @Override
    public void log(LogLevel level, String logger, JsonValue data) {
        logLevel.ifPresent(least -> told.log(least, level, logger, data));
    }

    @Override
    public boolean can(String capability) {
        return capabilities.containsKey(capability);
    }

    @Override
    public Map<String, JsonObject> ask(Map<String, InputRequest> requests, JsonObject wanted) {
        for (InputRequest request : requests.values()) {
            if (!can(request.capability())) {
                throw new MissingCapability(request.capability());
            }
        }
        if (!answers.keySet().containsAll(requests.keySet())) {
            throw new InputRequired(requests, wanted);
        }
        Map<String, JsonObject> asked = new LinkedHashMap<>(answers);
        asked.keySet().retainAll(requests.keySet());
        return asked;
    }

    @Override
    public Map<String, JsonObject> answers() {
        return answers;
    }

    @Override
    public Optional<JsonObject> state() {
        return state;
    }

    @Override
    public void letGo() {
        // its stream is its request: if that were closed, the request would be taken back
    }
}
