package dewey.mcp;

import dewey.features.Arguments;
import dewey.features.Call;
import dewey.features.Client;
import dewey.features.Prompt;
import dewey.features.PromptMessages;
import dewey.json.JsonText;
import dewey.jsonrpc.JsonRpcError;
import dewey.security.Caller;
import dewey.security.Deed.Action;
import dewey.security.Deed.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.util.Optional;

/** {@code prompts/list} and {@code prompts/get}, which are the same in both eras. */
@ApplicationScoped
class PromptGets {
    private final PromptCatalogue catalogue;
    private final Deeds deeds;

    @Inject
    PromptGets(PromptCatalogue catalogue, Deeds deeds) {
        this.catalogue = catalogue;
        this.deeds = deeds;
    }

    /** For CDI's client proxy only. */
    protected PromptGets() {
        this(null, null);
    }

    JsonObjectBuilder list(JsonObject params) {
        Params.requireNoCursor(params);
        return JsonText.object().add("prompts", catalogue.list());
    }

    JsonObjectBuilder get(Caller caller, JsonObject params, Client client) {
        Prompt prompt = prompt(Params.text(params, "name"));
        JsonObject given = Params.objectOrEmpty(params, "arguments");
        given.forEach((name, value) -> {
            if (!(value instanceof JsonString)) {
                throw Params.invalid("argument \"" + JsonRpcError.shortened(name) + "\" must be a string");
            }
        });
        Arguments read = prompt.description().arguments().read(given);
        PromptMessages messages = prompt.get(new Call(caller, read, client));
        deeds.note(caller, Action.READ, "prompts/get", prompt.description().name(), Outcome.DONE);
        JsonObjectBuilder result = JsonText.object();
        if (messages.description() != null) {
            result.add("description", messages.description());
        }
        return result.add("messages", messages.toJson());
    }

    /** The name, if a prompt has it. */
    Optional<String> known(String name) {
        return catalogue.named(name).map(prompt -> prompt.description().name());
    }

    /** @throws dewey.jsonrpc.JsonRpcException when there is none of that name */
    Prompt prompt(String name) {
        return catalogue
                .named(name)
                .orElseThrow(() -> Params.invalid("unknown prompt: " + JsonRpcError.shortened(name)));
    }
}
