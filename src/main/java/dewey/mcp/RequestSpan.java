package dewey.mcp;

import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.Message.Request;
import dewey.spans.Outline;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request as a span, in the words of OpenTelemetry's conventions for MCP. No argument is among them but the id of a conversation, and the
 * name of a span is one of few, whatever clients ask for.
 */
final class RequestSpan {
    /** That of a call that gets a result which says that it failed. */
    static final String TOOL_ERROR = "tool_error";

    private static final String OTHER = "_OTHER";
    private static final Set<String> METHODS = Set.of(
            "initialize",
            "ping",
            "server/discover",
            "subscriptions/listen",
            "logging/setLevel",
            "completion/complete",
            "tools/list",
            Methods.CALL,
            "prompts/list",
            Methods.GET_PROMPT,
            "resources/list",
            "resources/templates/list",
            Methods.READ,
            "resources/subscribe",
            "resources/unsubscribe");
    private static final Set<String> CARRIED = Set.of("traceparent", "tracestate");

    private RequestSpan() {}

    /** @param target the tool or prompt that it names, if there is one of this name */
    static Outline of(McpSession session, Request request, Optional<String> target) {
        String method = METHODS.contains(request.method()) ? request.method() : OTHER;
        Map<String, String> attributes = new HashMap<>();
        attributes.put("mcp.method.name", method);
        attributes.put("jsonrpc.request.id", id(request));
        version(session, request).ifPresent(version -> attributes.put("mcp.protocol.version", version.toString()));
        if (method.equals(Methods.CALL)) {
            attributes.put("gen_ai.operation.name", "execute_tool");
            target.ifPresent(tool -> attributes.put("gen_ai.tool.name", tool));
            conversation(request).ifPresent(id -> attributes.put("dewey.conversation_id", id));
        } else {
            target.ifPresent(prompt -> attributes.put("gen_ai.prompt.name", prompt));
        }
        return new Outline(target.map(name -> method + " " + name).orElse(method), attributes, carried(request));
    }

    private static String id(Request request) {
        String text = request.id().value() instanceof JsonString string
                ? string.getString()
                : request.id().token();
        return JsonRpcError.shortened(text);
    }

    private static Optional<ProtocolVersion> version(McpSession session, Request request) {
        return Envelope.version(request).flatMap(ProtocolVersion::named).or(session::negotiated);
    }

    private static Optional<String> conversation(Request request) {
        return request.params().get("arguments") instanceof JsonObject arguments
                ? ToolCalls.conversation(arguments)
                : Optional.empty();
    }

    private static Map<String, String> carried(Request request) {
        Map<String, String> carried = new HashMap<>();
        if (request.params().get(Envelope.META) instanceof JsonObject meta) {
            for (String key : CARRIED) {
                if (meta.get(key) instanceof JsonString value) {
                    carried.put(key, value.getString());
                }
            }
        }
        return carried;
    }
}
