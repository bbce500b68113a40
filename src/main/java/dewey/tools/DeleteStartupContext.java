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
import dewey.startupcontexts.StartupContexts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** {@code dewey_delete_startup_context}. */
@ApplicationScoped
public class DeleteStartupContext implements Tool {
    private static final Parameter<String> NAME =
            Parameter.text("name", 200, "Which one").required();

    @Inject
    private StartupContexts contexts;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "dewey_delete_startup_context",
                "Delete a startup context",
                "Deletes a startup context for good. Use it only when the user asks for it.",
                Parameters.of(NAME, Common.FORCE),
                Schema.members().always("deleted", Schema.BOOLEAN),
                Effect.DELETES,
                NAME);
    }

    @Override
    public ToolResult call(Call call) {
        contexts.delete(call.tenant(), call.get(NAME));
        return ToolResult.of(JsonText.object().add("deleted", true).build());
    }
}
