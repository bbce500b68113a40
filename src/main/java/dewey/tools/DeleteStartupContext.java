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
    public JsonObject call(Caller caller, Arguments arguments) {
        contexts.delete(caller.tenant(), arguments.get(NAME));
        return JsonText.object().add("deleted", true).build();
    }
}
