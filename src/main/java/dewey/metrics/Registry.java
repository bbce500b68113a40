package dewey.metrics;

import jakarta.enterprise.inject.spi.Unmanaged;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;

/**
 * The server's MicroProfile Metrics, where it has them. The only class that knows that API: it is loaded by {@link #find()} alone, which
 * takes its absence for an answer.
 *
 * <p>Counters there can only be added to, so they are told what has come since the last time; gauges read what was seen last.
 */
final class Registry {
    private static final String SCOPE = "dewey";

    private final MetricRegistry registry;
    private final Map<String, Double> last = new HashMap<>();
    private final Map<String, Double> gauges = new ConcurrentHashMap<>();
    private final Map<String, Counter> counters = new HashMap<>();

    private Registry(MetricRegistry registry) {
        this.registry = registry;
    }

    /** @throws RuntimeException or a {@link LinkageError} on a server without MicroProfile Metrics */
    static Registry find() {
        // Payara looks at the place where the registry is injected: to look it up does not do
        return new Registry(
                new Unmanaged<>(Place.class).newInstance().produce().inject().get().registry);
    }

    /** No bean, so that a server without MicroProfile Metrics never meets it. */
    static class Place {
        @Inject
        @RegistryScope(scope = SCOPE)
        private MetricRegistry registry;
    }

    /** Takes over what was measured. One thread at a time. */
    void take(List<Sample> samples) {
        for (Sample sample : samples) {
            if (sample.series().kind() == Series.Kind.COUNTER) {
                count(sample);
            } else {
                gauge(sample);
            }
        }
    }

    private void count(Sample sample) {
        double before = last.getOrDefault(sample.key(), 0.0);
        Counter counter = counters.computeIfAbsent(
                sample.key(), key -> registry.counter(metadata(sample.series()), tags(sample)));
        counter.inc((long) (sample.value() - before));
        last.put(sample.key(), sample.value());
    }

    private void gauge(Sample sample) {
        String key = sample.key();
        if (gauges.put(key, sample.value()) == null) {
            registry.gauge(metadata(sample.series()), () -> gauges.get(key), tags(sample));
        }
    }

    /** Leaves nothing in the server that holds this application. */
    void leave() {
        registry.removeMatching((id, metric) -> id.getName().startsWith("dewey_"));
    }

    private static Metadata metadata(Series series) {
        return Metadata.builder()
                .withName(series.name())
                .withDescription(series.help())
                // the name says it already, and Payara would add it once more
                .withUnit(MetricUnits.NONE)
                .build();
    }

    private static org.eclipse.microprofile.metrics.Tag[] tags(Sample sample) {
        return sample.tags().stream()
                .map(tag -> new org.eclipse.microprofile.metrics.Tag(tag.name(), tag.value()))
                .toArray(org.eclipse.microprofile.metrics.Tag[]::new);
    }
}
