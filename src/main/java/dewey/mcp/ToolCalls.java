package dewey.mcp;

import dewey.json.JsonText;
import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcException;
import dewey.refusals.Refused;
import dewey.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** {@code tools/list} and {@code tools/call}, which are the same in both eras but for the frame around their results. */
@ApplicationScoped
class ToolCalls {
    private final ToolCatalogue catalogue;

    @Inject
    ToolCalls(ToolCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** For CDI's client proxy only. */
    protected ToolCalls() {
        this(null);
    }

    /** The members of the result of {@code tools/list}. All tools fit one page, so that no cursor was ever given out. */
    JsonObjectBuilder list(JsonObject params) {
        if (params.containsKey("cursor") && params.get("cursor") != JsonValue.NULL) {
            throw new JsonRpcException(JsonRpcError.invalidParams("cursor is not one that this server gave"));
        }
        return JsonText.object().add("tools", catalogue.list());
    }

    /**
     * Calls a tool.
     *
     * @param frame the members that the era adds to every result, as JSON text with a comma behind each
     * @return the result as JSON text
     */
    String call(Caller caller, JsonObject params, String frame) {
        Tool tool = tool(params);
        JsonObject arguments = arguments(params);
        try {
            Arguments read = tool.description().input().read(arguments);
            String structured = JsonText.write(tool.call(caller, read));
            return result(frame, structured, structured, false);
        } catch (Refused refused) {
            return result(frame, JsonText.write(error(refused)), refused.getMessage(), true);
        }
    }

    /** The key by which calls of this kind keep their order; empty when the call is unknown or needs none. */
    Optional<String> orderingKey(JsonObject params) {
        if (!(params.get("name") instanceof JsonString name)
                || !(params.get("arguments") instanceof JsonObject arguments)) {
            return Optional.empty();
        }
        return catalogue
                .described(name.getString())
                .map(ToolDescription::orderedBy)
                .map(parameter -> arguments.get(parameter.name()))
                .filter(JsonString.class::isInstance)
                .map(value -> ((JsonString) value).getString().toLowerCase(Locale.ROOT));
    }

    private Tool tool(JsonObject params) {
        if (!(params.get("name") instanceof JsonString name)) {
            throw new JsonRpcException(JsonRpcError.invalidParams("\"name\" must be the name of a tool"));
        }
        return catalogue
                .named(name.getString())
                .orElseThrow(() -> new JsonRpcException(
                        JsonRpcError.invalidParams("unknown tool: " + JsonRpcError.shortened(name.getString()))));
    }

    private static JsonObject arguments(JsonObject params) {
        JsonValue arguments = params.getOrDefault("arguments", JsonValue.EMPTY_JSON_OBJECT);
        if (arguments instanceof JsonObject object) {
            return object;
        }
        throw new JsonRpcException(JsonRpcError.invalidParams("\"arguments\" must be an object"));
    }

    private static String result(String frame, String structured, String text, boolean isError) {
        StringBuilder result = new StringBuilder(structured.length() * 2 + 256);
        return result.append('{')
                .append(frame)
                .append("\"content\":[{\"type\":\"text\",\"text\":")
                .append(JsonText.quote(text))
                .append("}],\"structuredContent\":")
                .append(structured)
                .append(",\"isError\":")
                .append(isError)
                .append('}')
                .toString();
    }

    private static JsonObject error(Refused refused) {
        JsonObjectBuilder error =
                JsonText.object().add("reason", refused.reason().wireName());
        refused.field().ifPresent(field -> error.add("field", field));
        error.add("message", refused.getMessage());
        refused.retryAfter().ifPresent(wait -> error.add("retry_after_ms", wait.toMillis()));
        return JsonText.object().add("error", error).build();
    }
}
