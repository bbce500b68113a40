package dewey.mcp;

import dewey.features.Resource;
import dewey.features.ResourceDescription;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All kinds of resources of this deployment: single ones first, so that none is taken for one of a template. */
@ApplicationScoped
public class ResourceCatalogue {
    private final List<Kind> kinds = new ArrayList<>();

    /** @param description the resource's own, which is made once */
    record Kind(Resource resource, ResourceDescription description) {}

    /** @param variables what stands at the places of its template */
    record Match(Resource resource, Map<String, String> variables) {}

    @Inject
    public ResourceCatalogue(@Any Instance<Resource> found) {
        this(found.stream().toList());
    }

    /** For CDI's client proxy only. */
    protected ResourceCatalogue() {
        this(List.of());
    }

    ResourceCatalogue(List<Resource> found) {
        found.stream()
                .map(resource -> new Kind(resource, resource.description()))
                .sorted(Comparator.comparing(
                                (Kind kind) -> kind.description().uri().hasVariables())
                        .thenComparing(kind -> kind.description().uri().toString()))
                .forEach(kinds::add);
    }

    List<Kind> all() {
        return kinds;
    }

    Optional<Kind> templated(String template) {
        return kinds.stream()
                .filter(kind -> kind.description().uri().toString().equals(template))
                .findFirst();
    }

    Optional<Match> match(String uri) {
        for (Kind kind : kinds) {
            Optional<Map<String, String>> variables = kind.description().uri().match(uri);
            if (variables.isPresent()) {
                return Optional.of(new Match(kind.resource(), variables.get()));
            }
        }
        return Optional.empty();
    }
}
