package dewey.mcp;

import dewey.features.Arguments;
import dewey.features.Call;
import dewey.features.Client;
import dewey.features.Effect;
import dewey.features.Tool;
import dewey.features.ToolDescription;
import dewey.features.ToolResult;
import dewey.json.JsonText;
import dewey.jsonrpc.JsonRpcError;
import dewey.limits.Allowance;
import dewey.limits.Bulkheads;
import dewey.limits.Family;
import dewey.metrics.CallMeter;
import dewey.metrics.Counted;
import dewey.metrics.Meters;
import dewey.refusals.Reason;
import dewey.refusals.Refused;
import dewey.security.Caller;
import dewey.security.Deed.Outcome;
import dewey.security.Role;
import dewey.spans.Spans;
import dewey.threads.Shutdown;
import dewey.threads.Trace;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code tools/list} and {@code tools/call}, which are the same in both eras but for the frame around their results. */
@ApplicationScoped
class ToolCalls {
    private static final Logger LOG = System.getLogger("dewey.mcp.calls");
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final ToolCatalogue catalogue;
    private final Bulkheads bulkheads;
    private final Meters meters;
    private final Deeds deeds;
    private final Spans spans;
    private final Shutdown shutdown;

    @Inject
    ToolCalls(
            ToolCatalogue catalogue, Bulkheads bulkheads, Meters meters, Deeds deeds, Spans spans, Shutdown shutdown) {
        this.catalogue = catalogue;
        this.bulkheads = bulkheads;
        this.meters = meters;
        this.deeds = deeds;
        this.spans = spans;
        this.shutdown = shutdown;
    }

    /** For CDI's client proxy only. */
    protected ToolCalls() {
        this(null, null, null, null, null, null);
    }

    /** The members of the result of {@code tools/list}. */
    JsonObjectBuilder list(Caller caller, JsonObject params) {
        Params.requireNoCursor(params);
        return JsonText.object().add("tools", catalogue.list(caller));
    }

    /**
     * Calls a tool, if its caller may still call one of its family.
     *
     * @param frame the members that the era adds to every result, as JSON text with a comma behind each
     * @return the result as JSON text
     */
    String call(McpSession session, JsonObject params, Client client, String frame) {
        String name = Params.text(params, "name");
        Tool tool = tool(name);
        JsonObject arguments = Params.objectOrEmpty(params, "arguments");
        try {
            ToolResult answer = answer(session.caller(), session.allowance(), name, tool, arguments, client);
            if (answer.isError()) {
                spans.failed(RequestSpan.TOOL_ERROR);
            }
            return result(frame, answer);
        } catch (Refused refused) {
            spans.failed(RequestSpan.TOOL_ERROR);
            return result(frame, JsonText.write(Refusals.structured(refused)), refused.getMessage(), List.of(), true);
        }
    }

    /** The same for callers that speak no MCP. */
    ToolResult answer(Caller caller, Allowance allowance, String name, JsonObject arguments) {
        return answer(caller, allowance, name, tool(name), arguments, Nobody.THERE);
    }

    private ToolResult answer(
            Caller caller, Allowance allowance, String name, Tool tool, JsonObject arguments, Client client) {
        long started = System.nanoTime();
        CallMeter.End end = CallMeter.End.FAILED;
        Outcome outcome = Outcome.FAILED;
        Effect effect = tool.description().effect();
        try {
            if (shutdown.isRefusing()) {
                // what waits in a queue would be begun while what runs is waited for
                throw Refused.stopping(null);
            }
            Family family = catalogue.family(name);
            allowance.take(family);
            if (!caller.may(effect.needs())) {
                throw Refused.forbidden(name, effect.needs().wireName());
            }
            Arguments read = tool.description().input().read(arguments);
            ToolResult answer = bulkheads.run(family, () -> tool.call(new Call(caller, read, client)));
            end = answer.isError() ? CallMeter.End.REFUSED : CallMeter.End.ANSWERED;
            outcome = answer.isError() ? Outcome.REFUSED : Outcome.DONE;
            return answer;
        } catch (Refused refused) {
            end = CallMeter.End.REFUSED;
            outcome = refused.reason() == Reason.FORBIDDEN ? Outcome.DENIED : Outcome.REFUSED;
            count(refused);
            throw refused;
        } finally {
            meters.calls(name).ended(end, started);
            deeds.called(caller, name, effect, arguments, outcome);
            log(caller, name, arguments, end, started);
        }
    }

    /** Who asked for what and what became of it; never what was said. */
    private static void log(Caller caller, String name, JsonObject arguments, CallMeter.End end, long started) {
        if (LOG.isLoggable(Level.DEBUG)) {
            long micros = (System.nanoTime() - started) / 1_000;
            LOG.log(
                    Level.DEBUG,
                    "call {0} by {1}: {2} in {3} us, conversation_id {4}, trace {5}",
                    name,
                    caller.name(),
                    end.name().toLowerCase(Locale.ROOT),
                    Long.toString(micros),
                    conversation(arguments).orElse("-"),
                    Trace.here().map(Trace::id).orElse("-"));
        }
    }

    /** Only what is an id: anything else may be a text that somebody put in the wrong place. */
    static Optional<String> conversation(JsonObject arguments) {
        return arguments.get("conversation_id") instanceof JsonString id
                        && UUID.matcher(id.getString()).matches()
                ? Optional.of(id.getString())
                : Optional.empty();
    }

    private void count(Refused refused) {
        // without a cause it is a bulkhead that was full, and the database is well
        if (refused.reason() == Reason.UNAVAILABLE && refused.getCause() != null) {
            meters.count(Counted.DATABASE_UNAVAILABLE);
        }
    }

    /** The role that the caller would need for a call and does not have; that is noted then, since the call is not to come. */
    Optional<Role> lacking(Caller caller, JsonObject params) {
        if (!(params.get("name") instanceof JsonString name)) {
            return Optional.empty();
        }
        Optional<ToolDescription> lacking = catalogue
                .described(name.getString())
                .filter(tool -> !caller.may(tool.effect().needs()));
        lacking.ifPresent(
                tool -> deeds.called(caller, tool.name(), tool.effect(), JsonValue.EMPTY_JSON_OBJECT, Outcome.DENIED));
        return lacking.map(tool -> tool.effect().needs());
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

    /** The name, if a tool has it. */
    Optional<String> known(String name) {
        return catalogue.described(name).map(ToolDescription::name);
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
