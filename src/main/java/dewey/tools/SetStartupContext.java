package dewey.tools;

import dewey.features.Call;
import dewey.features.Effect;
import dewey.features.Parameter;
import dewey.features.Parameters;
import dewey.features.Schema;
import dewey.features.Tool;
import dewey.features.ToolDescription;
import dewey.features.ToolResult;
import dewey.shapes.AsJson;
import dewey.startupcontexts.StartupContext;
import dewey.startupcontexts.StartupContexts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;

/** {@code dewey_set_startup_context}. */
@ApplicationScoped
public class SetStartupContext implements Tool {
    private static final Parameter<String> NAME = Parameter.text(
                    "name", 200, "Its name; an existing one of this name gets the new content")
            .required();
    private static final Parameter<String> CONTENT = Parameter.text(
                    "content", Integer.MAX_VALUE, "The text to begin sessions with")
            .required();
    private static final Parameter<Boolean> SET_ACTIVE = Parameter.flag(
                    "set_active", "Whether it becomes the active one, in place of the one that is active now")
            .otherwise(true, JsonValue.TRUE);

    @Inject
    private StartupContexts contexts;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "dewey_set_startup_context",
                "Set a startup context",
                "Keeps a named text to begin sessions with, in place of what had that name before.",
                Parameters.of(NAME, CONTENT, SET_ACTIVE),
                Schema.members()
                        .always("id", Schema.UUID)
                        .always("name", Schema.STRING)
                        .always("is_active", Schema.BOOLEAN)
                        .always("created_at", Schema.TIMESTAMP)
                        .always("updated_at", Schema.TIMESTAMP),
                Effect.SETS,
                NAME);
    }

    @Override
    public ToolResult call(Call call) {
        StartupContext set = contexts.set(call.tenant(), call.get(NAME), call.get(CONTENT), call.get(SET_ACTIVE));
        return ToolResult.of(AsJson.startupContext(set.summary()).build());
    }
}
