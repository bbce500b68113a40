package dewey.mcp;

import dewey.features.Client;
import dewey.limits.Family;
import dewey.refusals.Refused;
import dewey.security.Caller;
import dewey.security.Role;
import dewey.threads.Shutdown;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.util.Optional;
import java.util.Set;

/** The methods that both eras have, which differ only in the frames of their results. */
@ApplicationScoped
class Methods {
    static final String CALL = "tools/call";
    static final String READ = "resources/read";
    static final String GET_PROMPT = "prompts/get";

    /** What is answered without waiting for the database or for anything else outside this process; unknown methods are, too. */
    private static final Set<String> SLOW = Set.of(CALL, READ, "resources/list", GET_PROMPT, "completion/complete");

    private final ToolCalls tools;
    private final ResourceReads resources;
    private final PromptGets prompts;
    private final Completions completions;
    private final Shutdown shutdown;

    @Inject
    Methods(ToolCalls tools, ResourceReads resources, PromptGets prompts, Completions completions, Shutdown shutdown) {
        this.tools = tools;
        this.resources = resources;
        this.prompts = prompts;
        this.completions = completions;
        this.shutdown = shutdown;
    }

    /** For CDI's client proxy only. */
    protected Methods() {
        this(null, null, null, null, null);
    }

    static boolean isQuick(String method) {
        return !SLOW.contains(method);
    }

    /** The key by which calls keep their order; empty when the request needs none. */
    Optional<String> orderingKey(String method, JsonObject params) {
        return method.equals(CALL) ? tools.orderingKey(params) : Optional.empty();
    }

    /** The tool or prompt that a request names; empty when there is none of this name, and for all other requests. */
    Optional<String> target(String method, JsonObject params) {
        if (!(params.get("name") instanceof JsonString name)) {
            return Optional.empty();
        }
        return switch (method) {
            case CALL -> tools.known(name.getString());
            case GET_PROMPT -> prompts.known(name.getString());
            default -> Optional.empty();
        };
    }

    ToolCalls tools() {
        return tools;
    }

    ResourceReads resources() {
        return resources;
    }

    /** The role that a caller would need for a request and does not have. */
    Optional<Role> lacking(Caller caller, String method, JsonObject params) {
        return method.equals(CALL) ? tools.lacking(caller, params) : Optional.empty();
    }

    /** The members of the result; empty for a method that is not one of these. */
    Optional<JsonObjectBuilder> answer(
            McpSession session, String method, JsonObject params, Client client, int notFound) {
        if (!isQuick(method)) {
            if (shutdown.isRefusing()) {
                throw Refused.stopping(null);
            }
            session.allowance().take(Family.READ);
        }
        Caller caller = session.caller();
        return Optional.ofNullable(
                switch (method) {
                    case "tools/list" -> tools.list(caller, params);
                    case "resources/list" -> resources.list(caller, params);
                    case "resources/templates/list" -> resources.templates(params);
                    case READ -> resources.read(caller, params, client, notFound);
                    case "prompts/list" -> prompts.list(params);
                    case GET_PROMPT -> prompts.get(caller, params, client);
                    case "completion/complete" -> completions.complete(caller, params);
                    default -> null;
                });
    }
}
