package dewey.mcp;

import dewey.features.Prompt;
import dewey.json.JsonText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All prompts of this deployment, in the order of their names. */
@ApplicationScoped
public class PromptCatalogue {
    private final Map<String, Prompt> prompts = new TreeMap<>();
    private final JsonArray list;

    @Inject
    public PromptCatalogue(@Any Instance<Prompt> found) {
        this(found.stream().toList());
    }

    /** For CDI's client proxy only. */
    protected PromptCatalogue() {
        this(List.of());
    }

    PromptCatalogue(List<Prompt> found) {
        for (Prompt prompt : found) {
            String name = prompt.description().name();
            if (prompts.put(name, prompt) != null) {
                throw new IllegalStateException("two prompts are called " + name);
            }
        }
        list = JsonText.arrayOf(prompts.values().stream()
                .map(prompt -> prompt.description().toJson())
                .toList());
    }

    /** The {@code prompts} of {@code prompts/list}. */
    JsonArray list() {
        return list;
    }

    Optional<Prompt> named(String name) {
        return Optional.ofNullable(prompts.get(name));
    }
}
