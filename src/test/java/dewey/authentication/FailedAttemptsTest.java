package dewey.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {
    private final AtomicLong now = new AtomicLong();
    private final FailedAttempts attempts = new FailedAttempts(now::get);

    @Test
    void someAreFreeAndThenOneInEachInterval() {
        for (int i = 0; i < FailedAttempts.BURST; i++) {
            assertThat(attempts.failed("a")).as("failure %d", i).isZero();
        }

        Duration wait = attempts.failed("a");
        assertThat(wait).isPositive().isLessThanOrEqualTo(FailedAttempts.INTERVAL.plusSeconds(1));

        now.addAndGet(wait.toNanos());
        assertThat(attempts.failed("a")).isZero();
        assertThat(attempts.failed("a")).isPositive();
    }

    @Test
    void oneAddressDoesNotPayForAnother() {
        for (int i = 0; i <= FailedAttempts.BURST; i++) {
            attempts.failed("a");
        }

        assertThat(attempts.failed("b")).isZero();
    }

    @Test
    void fewAreRememberedHoweverManyThereAre() {
        for (int i = 0; i <= FailedAttempts.BURST; i++) {
            attempts.failed("first");
        }
        assertThat(attempts.failed("first")).isPositive();

        for (int i = 0; i < 10_000; i++) {
            attempts.failed("address " + i);
        }

        assertThat(attempts.failed("first")).isZero();
    }
}
