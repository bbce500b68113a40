package dewey.mcp;

import dewey.features.Tool;
import dewey.features.ToolDescription;
import dewey.json.JsonText;
import dewey.limits.Family;
import dewey.security.Caller;
import dewey.security.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonValue;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All tools of this deployment, in the order of their names. */
@ApplicationScoped
public class ToolCatalogue {
    private final Map<String, Tool> tools = new LinkedHashMap<>();
    private final Map<String, ToolDescription> descriptions = new LinkedHashMap<>();
    private final Map<String, Family> families = new HashMap<>();
    /** What callers of each role see: the list is the same as long as the deployment lives. */
    private final Map<Role, JsonArray> lists = new EnumMap<>(Role.class);

    @Inject
    public ToolCatalogue(@Any Instance<Tool> found) {
        this(found.stream().toList());
    }

    /** For CDI's client proxy only. */
    protected ToolCatalogue() {
        this(List.of());
    }

    ToolCatalogue(List<Tool> found) {
        found.stream()
                .sorted(Comparator.comparing(tool -> tool.description().name()))
                .forEach(this::add);
        for (Role role : Role.values()) {
            lists.put(
                    role,
                    JsonText.arrayOf(descriptions.values().stream()
                            .filter(tool -> role.includes(tool.effect().needs()))
                            .map(ToolDescription::toJson)
                            .toList()));
        }
    }

    private void add(Tool tool) {
        ToolDescription description = tool.description();
        if (tools.put(description.name(), tool) != null) {
            throw new IllegalStateException("two tools are called " + description.name());
        }
        descriptions.put(description.name(), description);
        families.put(description.name(), tool.family());
    }

    /** The {@code tools} of {@code tools/list}: those that the caller may use. */
    JsonArray list(Caller caller) {
        return caller.roles().stream()
                .max(Comparator.naturalOrder())
                .map(lists::get)
                .orElse(JsonValue.EMPTY_JSON_ARRAY);
    }

    Optional<Tool> named(String name) {
        return Optional.ofNullable(tools.get(name));
    }

    /** Of a tool that is there. */
    Family family(String name) {
        return families.get(name);
    }

    Optional<ToolDescription> described(String name) {
        return Optional.ofNullable(descriptions.get(name));
    }
}
