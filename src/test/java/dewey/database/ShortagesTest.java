package dewey.database;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.refusals.Refused;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShortagesTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final Shortages shortages = new Shortages(now::get);
    private final Refused refused =
            Shortage.of("53100").orElseThrow().refusal(new IllegalStateException("No space left on device"));

    @Test
    void tellOnceInTenSecondsHoweverManyCallsAreRefused() {
        assertThat(shortages.tell(refused)).isTrue();
        assertThat(IntStream.range(0, 1_000)
                        .filter(i -> shortages.tell(refused))
                        .count())
                .isZero();

        now.addAndGet(Duration.ofSeconds(10).toNanos());

        assertThat(shortages.tell(refused)).isTrue();
        assertThat(shortages.tell(refused)).isFalse();
    }
}
