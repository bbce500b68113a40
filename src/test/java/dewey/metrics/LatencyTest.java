package dewey.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatencyTest {
    private final Latency latency = new Latency();

    @Test
    void tellsBelowWhatMostLie() {
        // given
        for (int i = 0; i < 95; i++) {
            latency.add(Duration.ofMillis(2).toNanos());
        }
        for (int i = 0; i < 5; i++) {
            latency.add(Duration.ofMillis(400).toNanos());
        }

        // then
        assertThat(latency.count()).isEqualTo(100);
        assertThat(latency.quantile(0.5)).isBetween(0.001, 0.0025);
        assertThat(latency.quantile(0.99)).isBetween(0.25, 0.5);
    }

    @Test
    void keepsWhatTookLongerThanItsLastBound() {
        // given
        latency.add(Duration.ofMinutes(5).toNanos());

        // then
        assertThat(latency.quantile(0.5)).isEqualTo(10);
        assertThat(samples())
                .anySatisfy(sample -> {
                    assertThat(sample.tags()).contains(new Tag("le", "+Inf"));
                    assertThat(sample.value()).isEqualTo(1);
                })
                .anySatisfy(sample -> {
                    assertThat(sample.series().name()).isEqualTo("dewey_look_seconds_sum");
                    assertThat(sample.value()).isEqualTo(300, within(0.001));
                });
    }

    @Test
    void saysNothingOfWhatWasNeverDone() {
        assertThat(latency.quantile(0.99)).isZero();
    }

    @Test
    void bucketsOnlyGrow() {
        // given
        latency.add(0);
        latency.add(Duration.ofMillis(3).toNanos());
        latency.add(Duration.ofSeconds(30).toNanos());

        // then
        List<Double> counts = samples().stream()
                .filter(sample -> sample.series().name().endsWith("_bucket"))
                .map(Sample::value)
                .toList();
        assertThat(counts).isSorted().startsWith(1.0).endsWith(3.0);
    }

    private List<Sample> samples() {
        return latency.samples(Series.duration("dewey_look", "How long a look took"));
    }
}
