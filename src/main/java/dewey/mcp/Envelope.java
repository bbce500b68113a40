package dewey.mcp;

import dewey.jsonrpc.Message.Request;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.Optional;

/** What a request of the modern era says about itself in its {@code _meta}: the revision, and what its client can do. */
public final class Envelope {
    static final String META = "_meta";
    static final String KEY_PREFIX = "io.modelcontextprotocol/";
    static final String CAPABILITIES = KEY_PREFIX + "clientCapabilities";
    static final String LOG_LEVEL = KEY_PREFIX + "logLevel";
    static final String SUBSCRIPTION_ID = KEY_PREFIX + "subscriptionId";
    private static final String VERSION = KEY_PREFIX + "protocolVersion";

    private Envelope() {}

    /**
     * Whether a request is of the modern era: it names its revision, or on a connection without {@code initialize} one of the other
     * things that only a modern client puts there.
     */
    public static boolean isModern(McpSession session, Request request) {
        if (!(request.params().get(META) instanceof JsonObject meta)) {
            return false;
        }
        boolean initialized = session.negotiated().isPresent();
        return meta.containsKey(VERSION)
                || !initialized && meta.keySet().stream().anyMatch(key -> key.startsWith(KEY_PREFIX));
    }

    /** The revision that it names, known or not. */
    public static Optional<String> version(Request request) {
        return request.params().get(META) instanceof JsonObject meta && meta.get(VERSION) instanceof JsonString version
                ? Optional.of(version.getString())
                : Optional.empty();
    }

    /**
     * What every modern request must have.
     *
     * @throws dewey.jsonrpc.JsonRpcException with -32602 for what is missing
     */
    public static void requireComplete(Request request) {
        if (version(request).isEmpty()) {
            throw Params.invalid("_meta[\"" + VERSION + "\"] must be a string");
        }
        if (!(request.params().getJsonObject(META).get(CAPABILITIES) instanceof JsonObject)) {
            throw Params.invalid("_meta[\"" + CAPABILITIES + "\"] must be an object");
        }
    }
}
