package dewey.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dewey.refusals.Reason;
import dewey.refusals.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BulkheadsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @AfterEach
    void endAll() {
        mayEnd.countDown();
        threads.shutdownNow();
    }

    @Test
    void letNoMoreRunThanTheBoundAndOthersPassByTheirSide() throws Exception {
        // given
        Bulkheads bulkheads = new Bulkheads(Given.concurrent(2, 1), LONG);
        occupy(bulkheads, Family.SEARCH, 2);

        // when
        Future<String> third = threads.submit(() -> bulkheads.run(Family.SEARCH, () -> "third"));

        // then
        assertThat(bulkheads.run(Family.WRITE, () -> "stored")).isEqualTo("stored");
        assertThat(bulkheads.run(Family.BULK, () -> "imported")).isEqualTo("imported");
        assertThat(third).isNotDone();
        mayEnd.countDown();
        assertThat(third.get(10, TimeUnit.SECONDS)).isEqualTo("third");
    }

    @Test
    void refuseWhoHasWaitedInVain() throws Exception {
        Bulkheads bulkheads = new Bulkheads(Given.concurrent(1, 1), Duration.ofMillis(50));
        occupy(bulkheads, Family.BULK, 1);

        Refused refused = catchThrowableOfType(Refused.class, () -> bulkheads.run(Family.BULK, () -> "never"));

        assertThat(refused.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(refused.retryAfter()).hasValue(Duration.ofSeconds(1));
        assertThat(refused).hasMessage("1 bulks run on this server at the moment, which is the most; try again in 1 s");
    }

    @Test
    void refuseAtOnceWhenAsManyWaitAsMayRun() throws Exception {
        // given
        Bulkheads bulkheads = new Bulkheads(Given.concurrent(2, 1), LONG);
        occupy(bulkheads, Family.SEARCH, 2);
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Thread waiter = new Thread(() -> bulkheads.run(Family.SEARCH, () -> "late"));
            waiter.start();
            waiting.add(waiter);
        }
        while (waiting.stream().anyMatch(thread -> thread.getState() != Thread.State.TIMED_WAITING)) {
            Thread.sleep(5);
        }

        // then
        assertThatThrownBy(() -> bulkheads.run(Family.SEARCH, () -> "never"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("2 searches run")
                .hasMessageContaining("and as many wait");
    }

    @Test
    void refuseNobodyWhoComesAgainOnceItIsAnswered() throws Exception {
        // given
        Bulkheads bulkheads = new Bulkheads(Given.concurrent(4, 1), LONG);
        int asManyAsMayRunAndWait = 8;

        // when
        List<Future<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < asManyAsMayRunAndWait; i++) {
            clients.add(threads.submit(() -> {
                int served = 0;
                while (served < 1_000) {
                    served += bulkheads.run(Family.SEARCH, BulkheadsTest::shortWork);
                }
                return served;
            }));
        }

        // then
        for (Future<Integer> client : clients) {
            assertThat(client.get(1, TimeUnit.MINUTES)).isEqualTo(1_000);
        }
    }

    @Test
    void makeRoomWhenTheWorkFails() {
        Bulkheads bulkheads = new Bulkheads(Given.concurrent(1, 1), Duration.ofMillis(1));

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> bulkheads.run(Family.SEARCH, () -> {
                        throw new IllegalStateException("failed");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void letACallThatIsCancelledWaitNoLonger() throws Exception {
        // given
        Bulkheads bulkheads = new Bulkheads(Given.concurrent(1, 1), LONG);
        occupy(bulkheads, Family.SEARCH, 1);
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread waiter = new Thread(() -> {
            try {
                bulkheads.run(Family.SEARCH, () -> "never");
            } catch (CancellationException e) {
                outcome.complete(e);
            }
        });

        // when
        waiter.start();
        waiter.interrupt();

        // then
        assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
    }

    private static int shortWork() {
        LockSupport.parkNanos(100_000);
        return 1;
    }

    private void occupy(Bulkheads bulkheads, Family family, int seats) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(seats);
        for (int i = 0; i < seats; i++) {
            threads.submit(() -> bulkheads.run(family, () -> {
                begun.countDown();
                try {
                    return mayEnd.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                    return false;
                }
            }));
        }
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
