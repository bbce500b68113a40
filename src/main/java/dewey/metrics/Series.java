package dewey.metrics;

import java.util.Objects;

/**
 * What the numbers of one name mean.
 *
 * @param name with its unit, without the {@code _total} that formats add to counters
 */
public record Series(String name, String help, Kind kind) {
    public enum Kind {
        /** Only grows, from the start of this node. */
        COUNTER,
        /** As it is now. */
        GAUGE
    }

    public Series {
        if (!name.matches("dewey(_[a-z]+)+")) {
            throw new IllegalArgumentException("no name of a series: " + name);
        }
        Objects.requireNonNull(help);
    }

    public static Series gauge(String name, String help) {
        return new Series(name, help, Kind.GAUGE);
    }

    public static Series counter(String name, String help) {
        return new Series(name, help, Kind.COUNTER);
    }

    static Series duration(String name, String help) {
        return new Series(name + "_seconds", help, Kind.GAUGE);
    }
}
