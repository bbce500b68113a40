package dewey.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.features.Client;
import dewey.features.Resource;
import dewey.features.ResourceContents;
import dewey.features.ResourceDescription;
import dewey.features.UriTemplate;
import dewey.security.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChangesElsewhereTest {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final String ONE = "test://thing/1";
    private static final String OTHER = "test://thing/2";
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    private final Map<String, Instant> stored = new HashMap<>();
    private final List<String> told = new ArrayList<>();
    private final List<String> tenants = new ArrayList<>();
    private final Subscriptions subscriptions = new Subscriptions();
    private final ChangesElsewhere changes =
            new ChangesElsewhere(subscriptions, new ResourceCatalogue(List.of(new Things())));
    private final Listener listener = new Listener("t", null, told::add);

    @BeforeEach
    void subscribe() {
        stored.put(ONE, LONG_AGO);
        stored.put(OTHER, LONG_AGO);
        subscriptions.add(listener, ONE);
        changes.look(INTERVAL);
        assertThat(told).isEmpty();
    }

    @Test
    void tellsOnceOfAChangeThatNobodyHereHasMade() {
        // when
        stored.put(ONE, Instant.now());
        changes.look(INTERVAL);
        changes.look(INTERVAL);

        // then
        assertThat(told).singleElement().asString().contains("notifications/resources/updated", ONE);
    }

    @Test
    void tellsWhenTheResourceIsGone() {
        stored.remove(ONE);
        changes.look(INTERVAL);

        assertThat(told).hasSize(1);
    }

    @Test
    void tellsWhatChangedBetweenTheSubscriptionAndTheFirstLook() {
        // given
        subscriptions.add(listener, OTHER);
        stored.put(OTHER, Instant.now().minus(INTERVAL));

        // when
        changes.look(INTERVAL);

        // then
        assertThat(told).singleElement().asString().contains(OTHER);
    }

    @Test
    void saysNothingOfWhatNobodyHasSubscribedTo() {
        stored.put(OTHER, Instant.now());
        changes.look(INTERVAL);

        assertThat(told).isEmpty();
    }

    @Test
    void asksNobodyAnythingWhileNobodyListens() {
        // given
        subscriptions.remove(listener, ONE);
        subscriptions.add(listener, Subscriptions.method(dewey.features.ListChanged.Kind.RESOURCES));
        tenants.clear();

        // when
        changes.look(INTERVAL);

        // then
        assertThat(tenants).isEmpty();
    }

    private final class Things implements Resource {
        @Override
        public ResourceDescription description() {
            return new ResourceDescription(
                    new UriTemplate("test://thing/{id}"), "thing", "Thing", "Some thing.", "text/plain");
        }

        @Override
        public List<ResourceContents> read(Caller caller, String uri, Map<String, String> variables, Client client) {
            return List.of();
        }

        @Override
        public Map<String, Instant> changes(String tenant, Collection<String> uris) {
            tenants.add(tenant);
            Map<String, Instant> found = new HashMap<>(stored);
            found.keySet().retainAll(uris);
            return found;
        }
    }
}
