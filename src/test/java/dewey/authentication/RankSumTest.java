package dewey.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankSumTest {
    private final Random random = new Random(42);

    @Test
    void findsNothingBetweenSamplesOfTheSame() {
        assertThat(RankSum.z(sample(250, 0), sample(250, 0))).isBetween(-3.0, 3.0);
    }

    @Test
    void findsWhatIsLargerByHalfAStandardDeviation() {
        assertThat(RankSum.z(sample(250, 50_000), sample(250, 0))).isGreaterThan(4.5);
        assertThat(RankSum.z(sample(250, 0), sample(250, 50_000))).isLessThan(-4.5);
    }

    @Test
    void countsEqualValuesForBothSides() {
        assertThat(RankSum.z(List.of(1L, 1L, 1L), List.of(1L, 1L, 1L))).isZero();
    }

    private List<Long> sample(int size, long shift) {
        return random.doubles(size)
                .map(uniform -> random.nextGaussian())
                .mapToObj(normal -> 1_000_000 + shift + (long) (normal * 100_000))
                .toList();
    }
}
