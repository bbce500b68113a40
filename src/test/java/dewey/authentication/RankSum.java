package dewey.authentication;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The rank-sum test of Mann, Whitney and Wilcoxon: whether one of two samples tends to be larger, whatever their distribution. */
public final class RankSum {
    private RankSum() {}

    private record Value(long value, boolean ofFirst) {}

    /** By how many standard deviations the first tends to be larger than it would by chance. */
    public static double z(List<Long> first, List<Long> second) {
        List<Value> all = new ArrayList<>(Stream.concat(
                        first.stream().map(value -> new Value(value, true)),
                        second.stream().map(value -> new Value(value, false)))
                .sorted(Comparator.comparingLong(Value::value))
                .toList());
        double ranks = 0;
        for (int i = 0; i < all.size(); ) {
            int to = i;
            while (to < all.size() && all.get(to).value() == all.get(i).value()) {
                to++;
            }
            double shared = (i + 1 + to) / 2.0;
            for (; i < to; i++) {
                ranks += all.get(i).ofFirst() ? shared : 0;
            }
        }
        double n = first.size();
        double m = second.size();
        return (ranks - n * (n + m + 1) / 2) / Math.sqrt(n * m * (n + m + 1) / 12);
    }
}
