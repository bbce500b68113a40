package dewey.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final SendResult SENT = new SendResult();

    private final List<String> wire = new ArrayList<>();
    private final List<SendHandler> inFlight = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final Outbox outbox = new Outbox(
            (text, done) -> {
                wire.add(text);
                inFlight.add(done);
            },
            failures::add,
            10);

    @Test
    void keepsOneInFlightAndTheOrder() {
        outbox.send("a");
        outbox.send("b");
        outbox.send("c");
        assertThat(wire).containsExactly("a");

        inFlight.get(0).onResult(SENT);
        inFlight.get(1).onResult(SENT);

        assertThat(wire).containsExactly("a", "b", "c");
        assertThat(outbox.isIdle()).isFalse();
    }

    @Test
    void refusesWhatIsOverTheBoundWhileThePeerDoesNotRead() {
        assertThat(outbox.send("in flight, of any size")).isTrue();
        assertThat(outbox.send("0123456")).isTrue();

        assertThat(outbox.send("0123")).isFalse();
    }

    @Test
    void takesASingleTextOfAnySize() {
        outbox.send("first");

        assertThat(outbox.send("larger than the bound of ten")).isTrue();
    }

    @Test
    void sendsThousandsThatCompleteAtOnceWithoutDeepRecursion() {
        List<String> sent = new ArrayList<>();
        Outbox immediate = new Outbox(
                (text, done) -> {
                    sent.add(text);
                    done.onResult(SENT);
                },
                failures::add,
                1 << 20);

        for (int i = 0; i < 20_000; i++) {
            immediate.send("x");
        }

        assertThat(sent).hasSize(20_000);
        assertThat(immediate.isIdle()).isTrue();
    }

    @Test
    void reportsTheFirstFailureOnceAndDropsTheRest() {
        outbox.send("a");
        outbox.send("b");

        inFlight.get(0).onResult(new SendResult(new IOException("gone")));
        outbox.send("c");

        assertThat(failures).hasSize(1);
        assertThat(wire).containsExactly("a");
        assertThat(outbox.isIdle()).isTrue();
    }

    @Test
    void knowsForHowLongThePeerDoesNotRead() {
        assertThat(outbox.stalledFor(System.nanoTime())).isZero();

        outbox.send("a");

        long later = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        assertThat(outbox.stalledFor(later)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(7));
    }
}
