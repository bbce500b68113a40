package dewey.resources;

import dewey.features.Client;
import dewey.features.Resource;
import dewey.features.ResourceContents;
import dewey.features.ResourceDescription;
import dewey.features.ResourcePage;
import dewey.features.UriTemplate;
import dewey.security.Caller;
import dewey.startupcontexts.StartupContexts;
import dewey.startupcontexts.Summary;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code dewey://context/active}: the text of the startup context that is active now, whatever its name. */
@ApplicationScoped
public class ActiveContext implements Resource {
    static final String URI = "dewey://context/active";

    @Inject
    private StartupContexts contexts;

    @Override
    public ResourceDescription description() {
        return new ResourceDescription(
                new UriTemplate(URI),
                "active_startup_context",
                "Active startup context",
                "The text to begin a session with, whichever is active now. Read it first.",
                ContextResource.MIME_TYPE);
    }

    @Override
    public ResourcePage list(Caller caller, String cursor, int limit) {
        return contexts.active(caller.tenant()).isPresent()
                ? Resource.super.list(caller, cursor, limit)
                : ResourcePage.EMPTY;
    }

    @Override
    public List<ResourceContents> read(Caller caller, String uri, Map<String, String> variables, Client client) {
        return contexts.active(caller.tenant())
                .map(context -> List.of(ResourceContents.text(uri, ContextResource.MIME_TYPE, context.content())))
                .orElse(List.of());
    }

    @Override
    public Map<String, Instant> changes(String tenant, Collection<String> uris) {
        return contexts.summaries(tenant).stream()
                .filter(Summary::isActive)
                .collect(Collectors.toMap(context -> URI, Summary::updatedAt));
    }
}
