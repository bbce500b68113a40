package dewey.prompts;

import dewey.features.Call;
import dewey.features.Content;
import dewey.features.Parameter;
import dewey.features.Parameters;
import dewey.features.Prompt;
import dewey.features.PromptDescription;
import dewey.features.PromptMessages;
import dewey.features.Suggestions;
import dewey.refusals.Refused;
import dewey.security.Caller;
import dewey.startupcontexts.StartupContext;
import dewey.startupcontexts.StartupContexts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** {@code load_startup_context}: a session begins with a text that was kept for that. */
@ApplicationScoped
public class LoadStartupContext implements Prompt {
    private static final Parameter<String> NAME = Parameter.text("name", 200, "Which one; the active one if left out");

    @Inject
    private StartupContexts contexts;

    @Override
    public PromptDescription description() {
        return new PromptDescription(
                "load_startup_context",
                "Load a startup context",
                "Begins the session with the startup context of that name, or with the active one.",
                Parameters.of(NAME));
    }

    @Override
    public PromptMessages get(Call call) {
        StartupContext context = call.find(NAME)
                .filter(name -> !name.isBlank())
                .map(name -> contexts.named(call.tenant(), name))
                .or(() -> contexts.active(call.tenant()))
                .orElseThrow(() -> Refused.notFound(NAME.name(), "active startup context"));
        return new PromptMessages(
                "Startup context " + context.name(), List.of(PromptMessages.user(Content.text(context.content()))));
    }

    @Override
    public Suggestions complete(Caller caller, String argument, String typed) {
        return Suggestions.firstOf(contexts.namesWith(caller.tenant(), typed));
    }
}
