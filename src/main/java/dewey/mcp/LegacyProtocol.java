package dewey.mcp;

import dewey.json.JsonText;
import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcException;
import dewey.jsonrpc.Message.Request;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;

/** The stateful era of MCP, revisions 2024-11-05 to 2025-11-25: a session begins with {@code initialize}. */
@ApplicationScoped
class LegacyProtocol {
    private final ToolCalls tools;
    private final ServerIdentity server;

    @Inject
    LegacyProtocol(ToolCalls tools, ServerIdentity server) {
        this.tools = tools;
        this.server = server;
    }

    /** For CDI's client proxy only. */
    protected LegacyProtocol() {
        this(null, null);
    }

    /** The result as JSON text. */
    String answer(McpSession session, Request request) {
        if (session.negotiated().isEmpty()
                && !request.method().equals("initialize")
                && !request.method().equals("ping")) {
            throw new JsonRpcException(JsonRpcError.invalidRequest(
                    "the session is not initialized; send initialize first, or the modern _meta with every request"));
        }
        return switch (request.method()) {
            case "initialize" -> JsonText.write(initialize(session, request.params()));
            case "ping" -> "{}";
            case "tools/list" -> JsonText.write(tools.list(request.params()).build());
            case "tools/call" -> tools.call(session.caller(), request.params(), "");
            default -> throw new JsonRpcException(JsonRpcError.methodNotFound(request.method()));
        };
    }

    private JsonObject initialize(McpSession session, JsonObject params) {
        if (session.negotiated().isPresent()) {
            throw new JsonRpcException(JsonRpcError.invalidRequest("the session is initialized already"));
        }
        if (!(params.get("protocolVersion") instanceof JsonString asked)) {
            throw new JsonRpcException(JsonRpcError.invalidParams("\"protocolVersion\" must be a string"));
        }
        // a modern revision has no initialize, so that one who asks for it here is offered the newest that has
        ProtocolVersion version = ProtocolVersion.named(asked.getString())
                .filter(known -> !known.isModern())
                .orElse(ProtocolVersion.NEWEST_LEGACY);
        session.negotiated(version);
        return JsonText.object()
                .add("protocolVersion", version.toString())
                .add("capabilities", server.capabilities())
                .add("serverInfo", server.info())
                .add("instructions", ServerIdentity.INSTRUCTIONS)
                .build();
    }
}
