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
import dewey.startupcontexts.StartupContext;
import dewey.startupcontexts.StartupContexts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import java.util.Optional;

/** {@code dewey_get_startup_context}. */
@ApplicationScoped
public class GetStartupContext implements Tool {
    private static final Parameter<String> NAME =
            Parameter.text("name", 200, "Which one; left out, the active one is given");

    @Inject
    private StartupContexts contexts;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "dewey_get_startup_context",
                "Load a startup context",
                "Gives the text to begin a session with: the one of that name, or the active one. When none is active the"
                        + " answer is {\"context\": null}.",
                Parameters.of(NAME),
                Schema.members()
                        .sometimes("id", Schema.UUID)
                        .sometimes("name", Schema.STRING)
                        .sometimes("content", Schema.STRING)
                        .sometimes("is_active", Schema.BOOLEAN)
                        .sometimes("created_at", Schema.TIMESTAMP)
                        .sometimes("updated_at", Schema.TIMESTAMP)
                        .sometimes("context", Schema.type("null")),
                Effect.READS,
                null);
    }

    @Override
    public ToolResult call(Call call) {
        String name = call.get(NAME);
        Optional<StartupContext> found =
                name == null ? contexts.active(call.tenant()) : Optional.of(contexts.named(call.tenant(), name));
        return ToolResult.of(found.map(AsJson::startupContext)
                .orElseGet(
                        () -> JsonText.object().add("context", JsonValue.NULL).build()));
    }
}
