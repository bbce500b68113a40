package dewey.mcp;

import dewey.config.Settings;
import dewey.features.Resource;
import dewey.features.ResourceUpdated;
import dewey.threads.Clock;
import dewey.threads.RegularWork;
import dewey.threads.Workers;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tells subscribers of resources what other nodes have changed, where the settings say that there are others: looks every so often when
 * the resources were changed last.
 *
 * <p>A change of this node, of which they have heard already, is told once more, because nothing shows whether another came right behind
 * it. What has changed again between two looks is told once.
 */
@ApplicationScoped
class ChangesElsewhere {
    private static final Logger LOG = System.getLogger(ChangesElsewhere.class.getName());
    /** By how much the clock of the database may differ from this node's. */
    private static final Duration SKEW = Duration.ofSeconds(5);

    private final Subscriptions subscriptions;
    private final ResourceCatalogue resources;
    /** By tenant and URI; touched by one worker at a time. */
    private Map<String, Map<String, Instant>> known = Map.of();

    private RegularWork looks;

    @Inject
    ChangesElsewhere(Subscriptions subscriptions, ResourceCatalogue resources) {
        this.subscriptions = subscriptions;
        this.resources = resources;
    }

    /** For CDI's client proxy only. */
    protected ChangesElsewhere() {
        this(null, null);
    }

    void begin(
            @Observes @Initialized(ApplicationScoped.class) Object application,
            Settings settings,
            Clock clock,
            Workers workers) {
        Duration interval = settings.mcp().lookForChanges();
        if (!interval.isZero()) {
            looks = new RegularWork(clock, workers, interval.toMillis(), () -> lookOrLog(interval));
        }
    }

    private void lookOrLog(Duration interval) {
        try {
            look(interval);
        } catch (RuntimeException e) {
            // the next look finds what this one did not
            LOG.log(Level.DEBUG, "changes of other nodes could not be looked for", e);
        }
    }

    /** @param interval what has changed in so long a time before the first look is told, too */
    void look(Duration interval) {
        Instant newcomers = Instant.now().minus(interval).minus(SKEW);
        Map<String, Map<String, Instant>> seen = new HashMap<>();
        subscriptions.resources().forEach((tenant, uris) -> {
            Map<String, Instant> now = changes(tenant, uris);
            Map<String, Instant> before = known.getOrDefault(tenant, Map.of());
            seen.put(tenant, now);
            Set<String> all = new HashSet<>(now.keySet());
            // those that are gone
            before.keySet().stream().filter(uris::contains).forEach(all::add);
            for (String uri : all) {
                boolean changed = before.containsKey(uri)
                        ? !before.get(uri).equals(now.get(uri))
                        : now.get(uri).isAfter(newcomers);
                if (changed) {
                    subscriptions.updated(new ResourceUpdated(tenant, uri));
                }
            }
        });
        known = seen;
    }

    private Map<String, Instant> changes(String tenant, Set<String> uris) {
        Map<Resource, Set<String>> byKind = new HashMap<>();
        for (String uri : uris) {
            resources.match(uri).ifPresent(match -> byKind.computeIfAbsent(match.resource(), kind -> new HashSet<>())
                    .add(uri));
        }
        Map<String, Instant> changes = new HashMap<>();
        byKind.forEach((kind, its) -> changes.putAll(kind.changes(tenant, its)));
        return changes;
    }

    @PreDestroy
    void stop() {
        if (looks != null) {
            looks.close();
        }
    }
}
