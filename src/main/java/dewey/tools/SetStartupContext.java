package dewey.tools;

import dewey.mcp.Arguments;
import dewey.mcp.Effect;
import dewey.mcp.Parameter;
import dewey.mcp.Parameters;
import dewey.mcp.Schema;
import dewey.mcp.Tool;
import dewey.mcp.ToolDescription;
import dewey.security.Caller;
import dewey.startupcontexts.StartupContext;
import dewey.startupcontexts.StartupContexts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
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
    public JsonObject call(Caller caller, Arguments arguments) {
        StartupContext set =
                contexts.set(caller.tenant(), arguments.get(NAME), arguments.get(CONTENT), arguments.get(SET_ACTIVE));
        return AsJson.startupContext(set.summary()).build();
    }
}
