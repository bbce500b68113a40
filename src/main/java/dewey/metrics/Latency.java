package dewey.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** How long something took, over all times that it was done: counts in buckets, which cost a few nanoseconds to add to. */
public final class Latency {
    private static final long[] BOUNDS_US = {
        10,
        25,
        50,
        100,
        250,
        500,
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        10_000_000
    };
    private static final long NANOS_OF_US = 1_000;
    private static final double SECONDS_OF_US = 1e-6;
    private static final double SECONDS_OF_NS = 1e-9;

    private final LongAdder[] buckets = new LongAdder[BOUNDS_US.length + 1];
    private final LongAdder nanos = new LongAdder();

    Latency() {
        Arrays.setAll(buckets, i -> new LongAdder());
    }

    public void since(long startedNanos) {
        add(System.nanoTime() - startedNanos);
    }

    void add(long took) {
        buckets[bucket(took / NANOS_OF_US)].increment();
        nanos.add(took);
    }

    private static int bucket(long micros) {
        int at = 0;
        while (at < BOUNDS_US.length && micros > BOUNDS_US[at]) {
            at++;
        }
        return at;
    }

    /** How often it was done. */
    public long count() {
        return Arrays.stream(buckets).mapToLong(LongAdder::sum).sum();
    }

    /** Seconds below which this part of all lies, as near as the buckets tell; 0 when it was never done. */
    public double quantile(double part) {
        long[] counts = Arrays.stream(buckets).mapToLong(LongAdder::sum).toArray();
        return quantile(counts, part);
    }

    /** Counts by bucket, from which those of an earlier moment can be taken. */
    public long[] counts() {
        return Arrays.stream(buckets).mapToLong(LongAdder::sum).toArray();
    }

    /** The same of counts that {@link #counts()} gave, or of the difference between two of them. */
    public static double quantile(long[] counts, double part) {
        double rank = Arrays.stream(counts).sum() * part;
        double below = 0;
        for (int i = 0; i < counts.length && rank > 0; i++) {
            if (below + counts[i] >= rank) {
                double from = i == 0 ? 0 : BOUNDS_US[i - 1];
                double to = BOUNDS_US[Math.min(i, BOUNDS_US.length - 1)];
                return (from + (to - from) * (rank - below) / counts[i]) * SECONDS_OF_US;
            }
            below += counts[i];
        }
        return 0;
    }

    /** As Prometheus writes a histogram. */
    List<Sample> samples(Series series, Tag... tags) {
        List<Sample> samples = new ArrayList<>();
        long[] counts = counts();
        long soFar = 0;
        for (int i = 0; i < counts.length; i++) {
            soFar += counts[i];
            String bound = i < BOUNDS_US.length ? Double.toString(BOUNDS_US[i] * SECONDS_OF_US) : "+Inf";
            Tag[] all = Arrays.copyOf(tags, tags.length + 1);
            all[tags.length] = new Tag("le", bound);
            samples.add(Sample.of(part(series, "_bucket"), soFar, all));
        }
        samples.add(Sample.of(part(series, "_count"), soFar, tags));
        samples.add(Sample.of(part(series, "_sum"), nanos.sum() * SECONDS_OF_NS, tags));
        return samples;
    }

    private static Series part(Series series, String ending) {
        return new Series(series.name() + ending, series.help(), Series.Kind.GAUGE);
    }
}
