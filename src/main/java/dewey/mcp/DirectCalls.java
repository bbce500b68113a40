package dewey.mcp;

import dewey.features.ToolDescription;
import dewey.limits.RateLimits;
import dewey.refusals.Refused;
import dewey.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;

/**
 * The tools for a part of Dewey that has a caller but speaks no MCP, as the console. What holds for a call of a tool holds for these:
 * its checks, who may make it, what is counted.
 */
@ApplicationScoped
public class DirectCalls {
    private final ToolCalls calls;
    private final ToolCatalogue catalogue;
    private final RateLimits limits;

    @Inject
    DirectCalls(ToolCalls calls, ToolCatalogue catalogue, RateLimits limits) {
        this.calls = calls;
        this.catalogue = catalogue;
        this.limits = limits;
    }

    /** For CDI's client proxy only. */
    protected DirectCalls() {
        this(null, null, null);
    }

    /**
     * Calls a tool and gives its {@code structuredContent}.
     *
     * @param address from which the caller asks
     * @throws Refused when the caller broke a rule that can be mended
     */
    public JsonObject call(Caller caller, String address, String tool, JsonObject arguments) {
        return calls.answer(caller, limits.of(caller, address), tool, arguments).structured();
    }

    /** The {@code inputSchema} of a tool, which says what its arguments are. */
    public JsonObject input(String tool) {
        return catalogue
                .described(tool)
                .map(ToolDescription::input)
                .orElseThrow(() -> new IllegalArgumentException("there is no tool " + tool))
                .schema();
    }
}
