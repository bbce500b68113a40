package dewey.mcp;

import dewey.features.MissingCapability;
import dewey.json.JsonText;
import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcException;
import dewey.jsonrpc.Message.Request;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Optional;
import java.util.Set;

/** The stateless era of MCP, from revision 2026-07-28: each request carries the revision and the client's capabilities. */
@ApplicationScoped
class ModernProtocol {
    /** The code for a revision that the server does not speak. */
    private static final int UNSUPPORTED_VERSION = -32022;
    /** The code for a request that needs of its client what the client has not declared. */
    private static final int MISSING_CAPABILITY = -32021;

    private static final String META = Envelope.META;
    private static final String SERVER_INFO = Envelope.KEY_PREFIX + "serverInfo";
    private static final String LISTEN = "subscriptions/listen";
    private static final String DISCOVER = "server/discover";
    private static final String REQUEST_STATE = "requestState";

    /** How long a client may use a list without asking again: these change only with a deployment. */
    private static final long LIST_TTL_MS = 300_000;

    private static final Set<String> LASTING =
            Set.of(DISCOVER, "tools/list", "prompts/list", "resources/templates/list");
    private static final Set<String> FLEETING = Set.of("resources/list", Methods.READ);
    /** What may answer that it needs input first. */
    private static final Set<String> ROUNDS = Set.of(Methods.CALL, Methods.READ, "prompts/get");

    private final Methods methods;
    private final Listening listening;
    private final RequestState states;
    private final ServerIdentity server;
    private final String frame;

    @Inject
    ModernProtocol(Methods methods, Listening listening, RequestState states, ServerIdentity server) {
        this.methods = methods;
        this.listening = listening;
        this.states = states;
        this.server = server;
        frame = server == null
                ? null
                : "\"resultType\":\"complete\",\"" + META + "\":" + JsonText.write(meta(server.info())) + ",";
    }

    /** For CDI's client proxy only. */
    protected ModernProtocol() {
        this(null, null, null, null);
    }

    /** The result as JSON text; empty when the request stays open. */
    Optional<String> answer(McpSession session, Exchange exchange) {
        Request request = exchange.request();
        requireMeta(request);
        JsonObject meta = request.params().getJsonObject(Envelope.META);
        try {
            if (request.method().equals(LISTEN)) {
                listening.listen(session.caller().tenant(), exchange);
                return Optional.empty();
            }
            return Optional.of(result(session, exchange, meta));
        } catch (InputRequired needed) {
            return Optional.of(inputRequired(session, request, needed));
        } catch (MissingCapability missing) {
            JsonObject data = JsonText.object()
                    .add("requiredCapabilities", JsonText.object().add(missing.capability(), JsonText.object()))
                    .build();
            throw new JsonRpcException(new JsonRpcError(MISSING_CAPABILITY, missing.getMessage(), data));
        }
    }

    private String result(McpSession session, Exchange exchange, JsonObject meta) {
        Request request = exchange.request();
        String method = request.method();
        if (method.equals(DISCOVER)) {
            return complete(method, discover(), server.introduction());
        }
        ModernClient client = new ModernClient(exchange, meta, state(session, request));
        if (method.equals(Methods.CALL)) {
            return methods.tools().call(session, request.params(), client, frame);
        }
        JsonObjectBuilder result = methods.answer(
                        session, method, request.params(), client, JsonRpcError.INVALID_PARAMS)
                .orElseThrow(() -> new JsonRpcException(JsonRpcError.methodNotFound(method)));
        return complete(method, result, server.info());
    }

    private static void requireMeta(Request request) {
        Envelope.requireComplete(request);
        String version = Envelope.version(request).orElseThrow();
        if (ProtocolVersion.named(version).filter(ProtocolVersion::isModern).isEmpty()) {
            JsonObject data = JsonText.object()
                    .add("supported", ProtocolVersion.allNames())
                    .add("requested", JsonRpcError.shortened(version))
                    .build();
            throw new JsonRpcException(new JsonRpcError(UNSUPPORTED_VERSION, "Unsupported protocol version", data));
        }
    }

    /** What was to come along again, if it does, and is what this server gave for the same request. */
    private Optional<JsonObject> state(McpSession session, Request request) {
        if (!ROUNDS.contains(request.method())) {
            return Optional.empty();
        }
        return Params.optionalText(request.params(), REQUEST_STATE)
                .map(
                        given -> states.open(session.caller(), request, given)
                                .orElseThrow(
                                        () -> Params.invalid(
                                                "requestState is not what this server gave for this request, or is too old; begin again without it")));
    }

    private String inputRequired(McpSession session, Request request, InputRequired needed) {
        JsonObjectBuilder requests = JsonText.object();
        needed.requests().forEach((name, input) -> requests.add(name, input.toJson()));
        JsonObjectBuilder result = JsonText.object().add("resultType", "input_required");
        if (!needed.requests().isEmpty()) {
            result.add("inputRequests", requests);
        }
        if (needed.state() != null) {
            result.add(REQUEST_STATE, states.seal(session.caller(), request, needed.state()));
        }
        return JsonText.write(result.add(META, meta(server.info())).build());
    }

    private JsonObjectBuilder discover() {
        return JsonText.object()
                .add("supportedVersions", ProtocolVersion.allNames())
                .add("capabilities", server.capabilities())
                .add("instructions", ServerIdentity.INSTRUCTIONS);
    }

    private static String complete(String method, JsonObjectBuilder result, JsonObject info) {
        if (LASTING.contains(method)) {
            // which tools there are depends on the caller's roles
            result.add("ttlMs", LIST_TTL_MS).add("cacheScope", method.equals("tools/list") ? "private" : "public");
        } else if (FLEETING.contains(method)) {
            result.add("ttlMs", 0).add("cacheScope", "private");
        }
        return JsonText.write(
                result.add("resultType", "complete").add(META, meta(info)).build());
    }

    private static JsonValue meta(JsonObject info) {
        return JsonText.object().add(SERVER_INFO, info).build();
    }
}
