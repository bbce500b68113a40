package dewey.evaluation;

import java.util.Arrays;
import java.util.Locale;

/** Milliseconds that were measured. */
final class Times {
    private Times() {}

    /** @param sorted from the shortest to the longest */
    static double percentile(double[] sorted, int percent) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1L, (long) sorted.length * percent / 100)];
    }

    static String text(double[] times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "avg %.1f ms, p50 %.1f, p95 %.1f, max %.1f",
                Arrays.stream(sorted).average().orElse(0),
                percentile(sorted, 50),
                percentile(sorted, 95),
                percentile(sorted, 100));
    }
}
