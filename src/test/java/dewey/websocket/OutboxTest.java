package dewey.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final List<String> wire = new ArrayList<>();
    private final List<Consumer<Throwable>> inFlight = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final AtomicInteger sent = new AtomicInteger();
    private OptionalLong lastTaken = OptionalLong.empty();
    private final Outbox<String> outbox = new Outbox<>(
            (text, done) -> {
                wire.add(text);
                inFlight.add(done);
            },
            () -> lastTaken,
            failures::add,
            sent::incrementAndGet,
            10);

    @Test
    void keepsOneInFlightAndTheOrder() {
        send("a");
        send("b");
        send("c");
        assertThat(wire).containsExactly("a");

        inFlight.get(0).accept(null);
        inFlight.get(1).accept(null);

        assertThat(wire).containsExactly("a", "b", "c");
        assertThat(outbox.isIdle()).isFalse();
        assertThat(sent).hasValue(2);
    }

    @Test
    void refusesWhatIsOverTheBoundWhileThePeerDoesNotRead() {
        assertThat(send("in flight, of any size")).isTrue();
        assertThat(send("0123456")).isTrue();

        assertThat(send("0123")).isFalse();
    }

    @Test
    void takesASingleTextOfAnySize() {
        send("first");

        assertThat(send("larger than the bound of ten")).isTrue();
    }

    @Test
    void sendsThousandsThatCompleteAtOnceWithoutDeepRecursion() {
        List<String> sent = new ArrayList<>();
        Outbox<String> immediate = new Outbox<>(
                (text, done) -> {
                    sent.add(text);
                    done.accept(null);
                },
                OptionalLong::empty,
                failures::add,
                () -> {},
                1 << 20);

        for (int i = 0; i < 20_000; i++) {
            immediate.send("x", 1);
        }

        assertThat(sent).hasSize(20_000);
        assertThat(immediate.isIdle()).isTrue();
    }

    @Test
    void reportsTheFirstFailureOnceAndDropsTheRest() {
        send("a");
        send("b");

        inFlight.get(0).accept(new IOException("gone"));
        send("c");

        assertThat(failures).hasSize(1);
        assertThat(wire).containsExactly("a");
        assertThat(outbox.isIdle()).isTrue();
    }

    @Test
    void knowsForHowLongThePeerDoesNotRead() {
        assertThat(outbox.stalledFor(System.nanoTime())).isZero();

        send("a");

        long later = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        assertThat(outbox.stalledFor(later)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(7));
    }

    @Test
    void doesNotTakeAPeerForStalledThatTakesPiecesOfALongMessage() {
        lastTaken = OptionalLong.of(System.nanoTime());
        outbox.send("long", 16 << 20);
        long later = System.nanoTime() + Duration.ofMinutes(3).toNanos();

        lastTaken = OptionalLong.of(later - Duration.ofSeconds(2).toNanos());
        assertThat(outbox.stalledFor(later)).isEqualTo(Duration.ofSeconds(2));

        lastTaken = OptionalLong.of(later + 1);
        assertThat(outbox.stalledFor(later)).isZero();
    }

    @Test
    void givesALongMessageTheTimeOfASlowLineWhereItsPiecesAreNotSeen() {
        outbox.send("long", 16 << 20);
        long now = System.nanoTime();

        // fifteen mebibytes beyond the first, at 64 KiB a second
        long onASlowLine = now + Duration.ofSeconds(240).toNanos();
        assertThat(outbox.stalledFor(onASlowLine)).isLessThan(Duration.ofSeconds(1));
        long later = onASlowLine + Duration.ofSeconds(20).toNanos();
        assertThat(outbox.stalledFor(later)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(21));
    }

    @Test
    void givesNoMoreTimeToAMessageOfAMebibyte() {
        outbox.send("large", 1 << 20);

        long later = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        assertThat(outbox.stalledFor(later)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(7));
    }

    private boolean send(String text) {
        return outbox.send(text, text.length());
    }
}
