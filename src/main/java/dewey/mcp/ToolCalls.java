package dewey.mcp;

import dewey.features.Arguments;
import dewey.features.Call;
import dewey.features.Client;
import dewey.features.Tool;
import dewey.features.ToolDescription;
import dewey.features.ToolResult;
import dewey.json.JsonText;
import dewey.jsonrpc.JsonRpcError;
import dewey.refusals.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.util.List;
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

    /** The members of the result of {@code tools/list}. */
    JsonObjectBuilder list(JsonObject params) {
        Params.requireNoCursor(params);
        return JsonText.object().add("tools", catalogue.list());
    }

    /**
     * Calls a tool, if its caller may still call one of its family.
     *
     * @param frame the members that the era adds to every result, as JSON text with a comma behind each
     * @return the result as JSON text
     */
    String call(McpSession session, JsonObject params, Client client, String frame) {
        Tool tool = tool(Params.text(params, "name"));
        JsonObject arguments = Params.objectOrEmpty(params, "arguments");
        try {
            session.allowance().take(catalogue.family(Params.text(params, "name")));
            Arguments read = tool.description().input().read(arguments);
            return result(frame, tool.call(new Call(session.caller(), read, client)));
        } catch (Refused refused) {
            return result(frame, JsonText.write(Refusals.structured(refused)), refused.getMessage(), List.of(), true);
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

    private Tool tool(String name) {
        return catalogue.named(name).orElseThrow(() -> Params.invalid("unknown tool: " + JsonRpcError.shortened(name)));
    }

    private static String result(String frame, ToolResult result) {
        String structured = result.structured() == null ? null : JsonText.write(result.structured());
        return result(frame, structured, structured, result.content(), result.isError());
    }

    /**
     * @param structured JSON text; null for none
     * @param text the first block; null for none
     */
    private static String result(
            String frame, String structured, String text, List<JsonObject> blocks, boolean isError) {
        StringBuilder result = new StringBuilder((structured == null ? 0 : structured.length() * 2) + 256);
        result.append('{').append(frame).append("\"content\":[");
        if (text != null) {
            result.append("{\"type\":\"text\",\"text\":")
                    .append(JsonText.quote(text))
                    .append(blocks.isEmpty() ? "}" : "},");
        }
        for (int i = 0; i < blocks.size(); i++) {
            result.append(i == 0 ? "" : ",").append(JsonText.write(blocks.get(i)));
        }
        result.append(']');
        if (structured != null) {
            result.append(",\"structuredContent\":").append(structured);
        }
        return result.append(",\"isError\":").append(isError).append('}').toString();
    }
}
