package dewey.mcp;

import dewey.json.JsonText;
import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcException;
import dewey.jsonrpc.Message.Request;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/** The stateless era of MCP, from revision 2026-07-28: each request carries the revision and the client's capabilities. */
@ApplicationScoped
class ModernProtocol {
    /** The code for a revision that the server does not speak. */
    static final int UNSUPPORTED_VERSION = -32022;

    private static final String META = "_meta";
    private static final String KEY_PREFIX = "io.modelcontextprotocol/";
    private static final String VERSION = KEY_PREFIX + "protocolVersion";
    private static final String CAPABILITIES = KEY_PREFIX + "clientCapabilities";
    /** How long a client may use a list without asking again: the tools change only with a deployment. */
    private static final long LIST_TTL_MS = 300_000;

    private final ToolCalls tools;
    private final ServerIdentity server;

    @Inject
    ModernProtocol(ToolCalls tools, ServerIdentity server) {
        this.tools = tools;
        this.server = server;
    }

    /** For CDI's client proxy only. */
    protected ModernProtocol() {
        this(null, null);
    }

    /**
     * Whether a request is of this era: it names its revision, or on a connection without {@code initialize} one of the other
     * things that only a modern client puts there.
     */
    static boolean speaks(McpSession session, Request request) {
        if (!(request.params().get(META) instanceof JsonObject meta)) {
            return false;
        }
        boolean initialized = session.negotiated().isPresent();
        return meta.containsKey(VERSION)
                || !initialized && meta.keySet().stream().anyMatch(key -> key.startsWith(KEY_PREFIX));
    }

    /** The result as JSON text. */
    String answer(McpSession session, Request request) {
        requireMeta(request.params().getJsonObject(META));
        return switch (request.method()) {
            case "server/discover" -> complete(cacheable(discover()));
            case "tools/list" -> complete(cacheable(tools.list(request.params())));
            case "tools/call" -> tools.call(session.caller(), request.params(), frame());
            default -> throw new JsonRpcException(JsonRpcError.methodNotFound(request.method()));
        };
    }

    private static void requireMeta(JsonObject meta) {
        if (!(meta.get(VERSION) instanceof JsonString version)) {
            throw new JsonRpcException(JsonRpcError.invalidParams("_meta[\"" + VERSION + "\"] must be a string"));
        }
        if (!(meta.get(CAPABILITIES) instanceof JsonObject)) {
            throw new JsonRpcException(JsonRpcError.invalidParams("_meta[\"" + CAPABILITIES + "\"] must be an object"));
        }
        if (ProtocolVersion.named(version.getString())
                .filter(ProtocolVersion::isModern)
                .isEmpty()) {
            JsonObject data = JsonText.object()
                    .add("supported", ProtocolVersion.allNames())
                    .add("requested", JsonRpcError.shortened(version.getString()))
                    .build();
            throw new JsonRpcException(new JsonRpcError(UNSUPPORTED_VERSION, "Unsupported protocol version", data));
        }
    }

    private JsonObjectBuilder discover() {
        return JsonText.object()
                .add("supportedVersions", ProtocolVersion.allNames())
                .add("capabilities", server.capabilities())
                .add("instructions", ServerIdentity.INSTRUCTIONS);
    }

    private static JsonObjectBuilder cacheable(JsonObjectBuilder result) {
        return result.add("ttlMs", LIST_TTL_MS).add("cacheScope", "public");
    }

    private String complete(JsonObjectBuilder result) {
        return JsonText.write(
                result.add("resultType", "complete").add(META, serverMeta()).build());
    }

    private String frame() {
        return "\"resultType\":\"complete\",\"" + META + "\":" + JsonText.write(serverMeta()) + ",";
    }

    private JsonValue serverMeta() {
        return JsonText.object().add(KEY_PREFIX + "serverInfo", server.info()).build();
    }
}
