package dewey.metrics;

import java.util.List;

/** One number of a series, at one moment. */
public record Sample(Series series, List<Tag> tags, double value) {
    public Sample {
        tags = List.copyOf(tags);
    }

    public static Sample of(Series series, double value, Tag... tags) {
        return new Sample(series, List.of(tags), value);
    }

    /** What tells it from the others, whatever its value. */
    String key() {
        return series.name() + tags;
    }
}
