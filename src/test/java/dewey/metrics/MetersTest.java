package dewey.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetersTest {
    private static final Pattern LINE = Pattern.compile("[a-z_]+(\\{([a-z]+=\"[^\"]*\",?)+})? [0-9.E-]+");

    private final Meters meters = new Meters();

    @Test
    void writesWhatWasCountedAsPrometheusReadsIt() {
        // given
        meters.count(Counted.AUTHENTICATED);
        meters.count(Counted.AUTHENTICATED, 2);
        meters.calls("dewey_search").ended(CallMeter.End.ANSWERED, System.nanoTime());

        // when
        String text = PrometheusText.of(meters.samples());

        // then
        assertThat(text.lines())
                .contains(
                        "# TYPE dewey_authentications_total counter",
                        "dewey_authentications_total{outcome=\"accepted\"} 3",
                        "dewey_calls_total{tool=\"dewey_search\",outcome=\"answered\"} 1",
                        "dewey_call_duration_seconds_count{tool=\"dewey_search\"} 1")
                .filteredOn(line -> !line.startsWith("#"))
                .allSatisfy(line -> assertThat(line).matches(LINE));
    }

    @Test
    void namesEachSeriesOnce() {
        // given
        meters.calls("dewey_search").ended(CallMeter.End.REFUSED, System.nanoTime());

        // then
        assertThat(meters.samples()).extracting(Sample::key).doesNotHaveDuplicates();
        assertThat(PrometheusText.of(meters.samples()).lines().filter(line -> line.startsWith("# TYPE")))
                .doesNotHaveDuplicates();
    }

    @Test
    void readsGaugesWhenAsked() {
        // given
        Series open = Series.gauge("dewey_doors", "Doors that are open");
        int[] doors = {1};
        meters.read(() -> List.of(Sample.of(open, doors[0])));

        // when
        doors[0] = 2;

        // then
        assertThat(PrometheusText.of(meters.samples())).contains("dewey_doors 2\n");
    }

    @Test
    void refusesANameThatPrometheusWould() {
        assertThatThrownBy(() -> Series.gauge("doors-open", "Doors that are open"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
