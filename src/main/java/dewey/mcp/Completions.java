package dewey.mcp;

import dewey.features.Parameter;
import dewey.features.Prompt;
import dewey.features.Suggestions;
import dewey.json.JsonText;
import dewey.jsonrpc.JsonRpcError;
import dewey.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/** {@code completion/complete}: how an argument of a prompt, or a variable of a resource's template, could go on. */
@ApplicationScoped
class Completions {
    private final PromptGets prompts;
    private final ResourceCatalogue resources;

    @Inject
    Completions(PromptGets prompts, ResourceCatalogue resources) {
        this.prompts = prompts;
        this.resources = resources;
    }

    /** For CDI's client proxy only. */
    protected Completions() {
        this(null, null);
    }

    JsonObjectBuilder complete(Caller caller, JsonObject params) {
        JsonObject ref = Params.object(params, "ref");
        JsonObject argument = Params.object(params, "argument");
        String name = Params.text(argument, "name");
        String typed = Params.text(argument, "value");
        Suggestions suggestions =
                switch (Params.text(ref, "type")) {
                    case "ref/prompt" -> ofPrompt(caller, Params.text(ref, "name"), name, typed);
                    case "ref/resource" -> ofResource(caller, Params.text(ref, "uri"), name, typed);
                    default -> throw Params.invalid("\"ref.type\" must be ref/prompt or ref/resource");
                };
        return JsonText.object().add("completion", suggestions.toJson());
    }

    private Suggestions ofPrompt(Caller caller, String prompt, String argument, String typed) {
        Prompt found = prompts.prompt(prompt);
        if (found.description().arguments().all().stream().map(Parameter::name).noneMatch(argument::equals)) {
            throw unknownArgument(argument);
        }
        return found.complete(caller, argument, typed);
    }

    private Suggestions ofResource(Caller caller, String template, String variable, String typed) {
        ResourceCatalogue.Kind kind = resources
                .templated(template)
                .orElseThrow(() -> Params.invalid("unknown resource template: " + JsonRpcError.shortened(template)));
        if (!kind.description().uri().has(variable)) {
            throw unknownArgument(variable);
        }
        return kind.resource().complete(caller, variable, typed);
    }

    private static RuntimeException unknownArgument(String name) {
        return Params.invalid("unknown argument: " + JsonRpcError.shortened(name));
    }
}
