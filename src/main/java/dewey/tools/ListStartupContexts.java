package dewey.tools;

import dewey.json.JsonText;
import dewey.mcp.Arguments;
import dewey.mcp.Effect;
import dewey.mcp.Parameter;
import dewey.mcp.Parameters;
import dewey.mcp.Schema;
import dewey.mcp.Tool;
import dewey.mcp.ToolDescription;
import dewey.security.Caller;
import dewey.startupcontexts.StartupContexts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;

/** {@code dewey_list_startup_contexts}. */
@ApplicationScoped
public class ListStartupContexts implements Tool {
    private static final Parameter<Boolean> INCLUDE_CONTENT =
            Parameter.flag("include_content", "Whether to give the texts too").otherwise(false, JsonValue.FALSE);

    @Inject
    private StartupContexts contexts;

    @Override
    public ToolDescription description() {
        JsonObject context = Schema.members()
                .always("id", Schema.UUID)
                .always("name", Schema.STRING)
                .always("is_active", Schema.BOOLEAN)
                .always("created_at", Schema.TIMESTAMP)
                .always("updated_at", Schema.TIMESTAMP)
                .sometimes("content", Schema.STRING)
                .build();
        return new ToolDescription(
                "dewey_list_startup_contexts",
                "List startup contexts",
                "Lists the startup contexts by name. None is an empty list.",
                Parameters.of(INCLUDE_CONTENT),
                Schema.members().always("contexts", Schema.arrayOf(context)),
                Effect.READS,
                null);
    }

    @Override
    public JsonObject call(Caller caller, Arguments arguments) {
        List<JsonObject> listed = arguments.get(INCLUDE_CONTENT)
                ? contexts.all(caller.tenant()).stream()
                        .map(AsJson::startupContext)
                        .toList()
                : contexts.summaries(caller.tenant()).stream()
                        .map(summary -> AsJson.startupContext(summary).build())
                        .toList();
        return JsonText.object().add("contexts", JsonText.arrayOf(listed)).build();
    }
}
