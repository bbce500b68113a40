package dewey.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SettlementTest {
    private static final Duration STEP = Duration.ofMillis(100);
    private static final int RATE = 100;
    private static final int BURST = 50;

    private final SetClock clock = new SetClock();
    private final Map<String, Long> ledger = new ConcurrentHashMap<>();
    private boolean away;

    /** A node of the cluster; its wall clock may differ. */
    private final class Node {
        final Buckets buckets;
        final Allowance allowance;
        final Settlement settlement;

        Node(long wrongBySeconds) {
            this(wrongBySeconds, BURST);
        }

        Node(long wrongBySeconds, int burst) {
            buckets = new Buckets(Given.rates(RATE, burst), clock);
            allowance = Allowance.of("someone", buckets);
            settlement =
                    new Settlement(buckets, SettlementTest.this::change, () -> (1_000 + wrongBySeconds) * 1_000_000);
        }

        int takeAll() {
            return (int) IntStream.range(0, 10_000)
                    .filter(i -> allowance.tryTake(Family.READ).isEmpty())
                    .count();
        }
    }

    private Long change(String name, UnaryOperator<Long> change) {
        if (away) {
            throw new IllegalStateException("the grid is away");
        }
        return ledger.compute(name, (same, there) -> change.apply(there));
    }

    @Test
    void theSumOfAllNodesKeepsToTheRate() {
        // given
        List<Node> nodes = List.of(new Node(0), new Node(0), new Node(0));

        // when
        int granted = granted(nodes, Duration.ofSeconds(60));

        // then
        int alone = RATE * 60 + BURST;
        int eachBurst = BURST * nodes.size();
        assertThat(granted).isBetween(alone - RATE, alone + eachBurst + RATE / 10 * nodes.size());
    }

    @Test
    void aNodeAloneGetsAllOfIt() {
        assertThat(granted(List.of(new Node(0)), Duration.ofSeconds(60)))
                .isBetween(RATE * 60, RATE * 60 + BURST + RATE);
    }

    @Test
    void whatIsTakenWhileItSettlesIsToldOnce() throws Exception {
        // given
        int burst = 1_000_000;
        int taken = 300_000;
        Node node = new Node(0, burst);
        Node other = new Node(0, burst);
        take(node, 1);
        node.settlement.settle();

        // when
        Thread taking = new Thread(() -> take(node, taken - 1));
        taking.start();
        while (taking.isAlive()) {
            node.settlement.settle();
        }
        taking.join();
        node.settlement.settle();

        // then
        take(other, 1);
        other.settlement.settle();
        take(other, burst - taken - 1);
        assertThat(other.allowance.tryTake(Family.READ)).isPresent();
    }

    private static void take(Node node, int tokens) {
        for (int i = 0; i < tokens; i++) {
            assertThat(node.allowance.tryTake(Family.READ)).isEmpty();
        }
    }

    @Test
    void aWrongClockCostsItsErrorOnceAndNotASecondTime() {
        List<Node> nodes = List.of(new Node(0), new Node(2));

        int first = granted(nodes, Duration.ofSeconds(60));
        int second = granted(nodes, Duration.ofSeconds(60));

        assertThat(first).isLessThanOrEqualTo(RATE * 62 + 2 * BURST + RATE);
        assertThat(second).isBetween(RATE * 59, RATE * 60 + RATE);
    }

    @Test
    void whileTheGridIsAwayEachNodeCountsForItselfAndAfterwardsWhatItTookIsSettled() {
        // given
        Node node = new Node(0);
        away = true;
        assertThat(node.takeAll()).isEqualTo(BURST);
        assertThatThrownBy(node.settlement::settle).hasMessage("the grid is away");

        // when
        away = false;
        node.settlement.settle();

        // then
        Node other = new Node(0);
        other.allowance.tryTake(Family.READ);
        other.settlement.settle();
        assertThat(other.takeAll()).isZero();
    }

    /** All nodes take whatever they can, all the time. */
    private int granted(List<Node> nodes, Duration time) {
        int granted = 0;
        for (long step = 0; step < time.dividedBy(STEP); step++) {
            for (Node node : nodes) {
                granted += node.takeAll();
                node.settlement.settle();
            }
            clock.pass(STEP);
        }
        return granted;
    }
}
