package dewey.mcp;

import dewey.features.LogLevel;
import dewey.features.MissingCapability;
import dewey.json.JsonText;
import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/** The stateful era of MCP, revisions 2024-11-05 to 2025-11-25: a session begins with {@code initialize}. */
@ApplicationScoped
class LegacyProtocol {
    /** The code for a resource that is not there (MCP 2025-11-25, Resources, Error Handling). */
    static final int RESOURCE_NOT_FOUND = -32002;

    private final Methods methods;
    private final Subscriptions subscriptions;
    private final Patience patience;
    private final ServerIdentity server;

    @Inject
    LegacyProtocol(Methods methods, Subscriptions subscriptions, Patience patience, ServerIdentity server) {
        this.methods = methods;
        this.subscriptions = subscriptions;
        this.patience = patience;
        this.server = server;
    }

    /** For CDI's client proxy only. */
    protected LegacyProtocol() {
        this(null, null, null, null);
    }

    /** The result as JSON text. */
    String answer(McpSession session, Exchange exchange) {
        String method = exchange.request().method();
        JsonObject params = exchange.request().params();
        if (session.negotiated().isEmpty() && !method.equals("initialize") && !method.equals("ping")) {
            throw new JsonRpcException(JsonRpcError.invalidRequest(
                    "the session is not initialized; send initialize first, or the modern _meta with every request"));
        }
        LegacyClient client = new LegacyClient(session, exchange, patience);
        try {
            return switch (method) {
                case "initialize" -> JsonText.write(initialize(session, params));
                case "ping" -> "{}";
                case "logging/setLevel" -> setLevel(session, params);
                case "resources/subscribe" -> subscribe(session, params);
                case "resources/unsubscribe" -> unsubscribe(session, params);
                case Methods.CALL -> methods.tools().call(session, params, client, "");
                default ->
                    JsonText.write(methods.answer(session, method, params, client, RESOURCE_NOT_FOUND)
                            .map(JsonObjectBuilder::build)
                            .orElseThrow(() -> new JsonRpcException(JsonRpcError.methodNotFound(method))));
            };
        } catch (MissingCapability missing) {
            throw new JsonRpcException(JsonRpcError.invalidRequest(missing.getMessage()));
        }
    }

    private JsonObject initialize(McpSession session, JsonObject params) {
        if (session.negotiated().isPresent()) {
            throw new JsonRpcException(JsonRpcError.invalidRequest("the session is initialized already"));
        }
        String asked = Params.text(params, "protocolVersion");
        // a modern revision has no initialize, so that one who asks for it here is offered the newest that has
        ProtocolVersion version =
                ProtocolVersion.named(asked).filter(known -> !known.isModern()).orElse(ProtocolVersion.NEWEST_LEGACY);
        session.initialized(version, Params.objectOrEmpty(params, "capabilities"));
        return JsonText.object()
                .add("protocolVersion", version.toString())
                .add("capabilities", server.capabilities())
                .add("serverInfo", server.introduction())
                .add("instructions", ServerIdentity.INSTRUCTIONS)
                .build();
    }

    /** The client is ready, and hears from now on when a list changes. */
    void ready(McpSession session) {
        if (session.negotiated().isPresent()) {
            session.subscriptions(subscriptions).addLists();
        }
    }

    private static String setLevel(McpSession session, JsonObject params) {
        String name = Params.text(params, "level");
        session.logLevel(LogLevel.named(name)
                .orElseThrow(() -> Params.invalid("unknown level: " + JsonRpcError.shortened(name))));
        return "{}";
    }

    private String subscribe(McpSession session, JsonObject params) {
        String uri = methods.resources().subscribable(params, RESOURCE_NOT_FOUND);
        session.subscriptions(subscriptions).add(uri);
        return "{}";
    }

    private String unsubscribe(McpSession session, JsonObject params) {
        session.subscriptions(subscriptions).remove(Params.text(params, "uri"));
        return "{}";
    }
}
