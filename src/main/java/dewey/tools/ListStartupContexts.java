package dewey.tools;

import dewey.features.Call;
import dewey.features.Effect;
import dewey.features.Parameter;
import dewey.features.Parameters;
import dewey.features.Schema;
import dewey.features.Tool;
import dewey.features.ToolDescription;
import dewey.features.ToolResult;
import dewey.json.JsonText;
import dewey.shapes.AsJson;
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
    public ToolResult call(Call call) {
        List<JsonObject> listed = call.get(INCLUDE_CONTENT)
                ? contexts.all(call.tenant()).stream()
                        .map(AsJson::startupContext)
                        .toList()
                : contexts.summaries(call.tenant()).stream()
                        .map(summary -> AsJson.startupContext(summary).build())
                        .toList();
        return ToolResult.of(
                JsonText.object().add("contexts", JsonText.arrayOf(listed)).build());
    }
}
