package dewey.resources;

import dewey.features.Client;
import dewey.features.ListChanged;
import dewey.features.Resource;
import dewey.features.ResourceContents;
import dewey.features.ResourceDescription;
import dewey.features.ResourceLink;
import dewey.features.ResourcePage;
import dewey.features.ResourceUpdated;
import dewey.features.Suggestions;
import dewey.features.UriTemplate;
import dewey.refusals.Reason;
import dewey.refusals.Refused;
import dewey.security.Caller;
import dewey.startupcontexts.StartupContextChanged;
import dewey.startupcontexts.StartupContexts;
import dewey.startupcontexts.Summary;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code dewey://context/{name}}: the text of a startup context. */
@ApplicationScoped
public class ContextResource implements Resource {
    static final String MIME_TYPE = "text/markdown";
    private static final UriTemplate URI = new UriTemplate("dewey://context/{name}");

    @Inject
    private StartupContexts contexts;

    @Inject
    private Event<ResourceUpdated> updates;

    @Inject
    private Event<ListChanged> lists;

    @Override
    public ResourceDescription description() {
        return new ResourceDescription(
                URI, "startup_context", "Startup context", "The text of that name to begin a session with.", MIME_TYPE);
    }

    @Override
    public ResourcePage list(Caller caller, String cursor, int limit) {
        List<Summary> all = contexts.summaries(caller.tenant());
        List<ResourceLink> rest = all.stream()
                // not in the order of the database, whose collation may be another
                .sorted(Comparator.comparing(Summary::name))
                .filter(context -> cursor == null || context.name().compareTo(cursor) > 0)
                .map(ContextResource::link)
                .toList();
        boolean last = rest.size() <= limit;
        List<ResourceLink> shown = last ? rest : rest.subList(0, limit);
        return new ResourcePage(shown, last ? null : shown.get(limit - 1).name());
    }

    private static ResourceLink link(Summary context) {
        return new ResourceLink(
                uri(context.name()),
                context.name(),
                "Startup context: " + context.name(),
                context.isActive() ? "The active one" : null,
                MIME_TYPE);
    }

    @Override
    public List<ResourceContents> read(Caller caller, String uri, Map<String, String> variables, Client client) {
        try {
            String text = contexts.named(caller.tenant(), variables.get("name")).content();
            return List.of(ResourceContents.text(uri, MIME_TYPE, text));
        } catch (Refused refused) {
            if (refused.reason() == Reason.NOT_FOUND) {
                return List.of();
            }
            throw refused;
        }
    }

    @Override
    public Map<String, Instant> changes(String tenant, Collection<String> uris) {
        return contexts.summaries(tenant).stream()
                .filter(context -> uris.contains(uri(context.name())))
                .collect(Collectors.toMap(context -> uri(context.name()), Summary::updatedAt));
    }

    @Override
    public Suggestions complete(Caller caller, String variable, String typed) {
        return Suggestions.firstOf(contexts.namesWith(caller.tenant(), typed));
    }

    void changed(@Observes StartupContextChanged change) {
        updates.fire(new ResourceUpdated(change.tenant(), uri(change.name())));
        if (change.active()) {
            updates.fire(new ResourceUpdated(change.tenant(), ActiveContext.URI));
        }
        if (change.listed()) {
            lists.fire(new ListChanged(ListChanged.Kind.RESOURCES, change.tenant()));
        }
    }

    private static String uri(String name) {
        return URI.expand(Map.of("name", name));
    }
}
