package dewey.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dewey.refusals.Reason;
import dewey.refusals.Refused;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private final SetClock clock = new SetClock();
    private final Buckets buckets = new Buckets(Given.rates(10, 20), clock);
    private final Allowance allowance = Allowance.of("someone", buckets);

    @Test
    void allowsABurstAndThenTheRate() {
        assertThat(taken(30)).isEqualTo(20);

        clock.pass(Duration.ofSeconds(1));
        assertThat(taken(30)).isEqualTo(10);

        clock.pass(Duration.ofMillis(350));
        assertThat(taken(30)).isEqualTo(3);

        clock.pass(Duration.ofHours(1));
        assertThat(taken(30)).isEqualTo(20);
    }

    @Test
    void saysWhenToComeAgainAndThenThereIsOne() {
        // given
        taken(20);

        // when
        Refused refused = catchThrowableOfType(Refused.class, () -> allowance.take(Family.SEARCH));
        assertThat(refused).as("another family is not spent").isNull();
        refused = catchThrowableOfType(Refused.class, () -> allowance.take(Family.READ));

        // then
        assertThat(refused.reason()).isEqualTo(Reason.RATE_LIMITED);
        assertThat(refused.retryAfter()).hasValue(Duration.ofMillis(100));
        assertThat(refused)
                .hasMessage("more than 10 calls that read a second, beyond a burst of 20; try again in 100 ms");
        clock.pass(Duration.ofMillis(99));
        assertThat(allowance.tryTake(Family.READ)).hasValue(Duration.ofMillis(1));
        clock.pass(Duration.ofMillis(1));
        assertThat(allowance.tryTake(Family.READ)).isEmpty();
    }

    @Test
    void isSharedByAllConnectionsOfACallerAndByNobodyElse() {
        Allowance otherConnection = Allowance.of("someone", buckets);
        Allowance other = Allowance.of("someone else", buckets);

        taken(20);

        assertThat(otherConnection.tryTake(Family.READ)).isPresent();
        assertThat(other.tryTake(Family.READ)).isEmpty();
    }

    @Test
    void refusalsCostNothing() {
        taken(20);
        taken(1_000_000);

        clock.pass(Duration.ofMillis(100));

        assertThat(allowance.tryTake(Family.READ)).isEmpty();
    }

    @Test
    void givesOutExactlyTheBurstHoweverManyThreadsAsk() throws InterruptedException {
        // given
        Buckets large = new Buckets(Given.rates(1_000, 5_000), clock);
        AtomicInteger given = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);

        // when
        for (int i = 0; i < 8; i++) {
            threads.execute(() -> {
                Allowance mine = Allowance.of("someone", large);
                awaitUninterrupted(go);
                for (int call = 0; call < 2_000; call++) {
                    if (mine.tryTake(Family.WRITE).isEmpty()) {
                        given.incrementAndGet();
                    }
                }
            });
        }
        go.countDown();
        threads.shutdown();

        // then
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(given).hasValue(5_000);
    }

    @Test
    void remembersNoOneWhoIsAtRest() {
        // given
        IntStream.range(0, 1_000)
                .forEach(i -> Allowance.of("10.0.0." + i, buckets).tryTake(Family.READ));
        taken(20);
        assertThat(buckets.size()).isEqualTo(1_001);

        // when
        clock.pass(Duration.ofMillis(150));
        buckets.forgetFull();

        // then
        assertThat(buckets.size()).isEqualTo(1);
        assertThat(taken(20)).as("who is not at rest has lost nothing").isEqualTo(1);
    }

    @Test
    void aMillionAddressesTakeBoundedMemoryAndAreStillLimited() {
        for (int i = 0; i < 1_000_000; i++) {
            Allowance.of("address " + i, buckets).tryTake(Family.READ);
        }

        assertThat(buckets.size()).isLessThanOrEqualTo(Buckets.MOST + Buckets.SHARED);
        assertThat(Allowance.of("address 999999", buckets).tryTake(Family.READ)).isPresent();
        assertThat(Allowance.of("address 0", buckets).tryTake(Family.READ)).isEmpty();
    }

    @Test
    void countsANetworkOfIpv6AsOneAddress() {
        assertThat(Addresses.group("2001:db8:1:2:3:4:5:6"))
                .isEqualTo(Addresses.group("2001:db8:1:2:ffff::1"))
                .isNotEqualTo(Addresses.group("2001:db8:1:3:3:4:5:6"));
        assertThat(Addresses.group("2001:db8::1")).isEqualTo(Addresses.group("2001:db8::2"));
        assertThat(Addresses.group("192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(Addresses.group("::ffff:192.0.2.1")).isEqualTo("::ffff:192.0.2.1");
    }

    private int taken(int asked) {
        return (int) IntStream.range(0, asked)
                .filter(i -> allowance.tryTake(Family.READ).isEmpty())
                .count();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
