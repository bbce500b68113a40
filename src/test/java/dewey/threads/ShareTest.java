package dewey.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ShareTest {
    private final Deque<Runnable> begun = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final Share share = new Share(begun::add, 2, 2);

    @Test
    void runsSoMuchAtOnceTheRestInItsTurnAndNoMore() {
        boolean[] taken = new boolean[5];
        for (int i = 0; i < taken.length; i++) {
            String name = Integer.toString(i);
            taken[i] = share.run(() -> done.add(name));
        }

        assertThat(taken).containsExactly(true, true, true, true, false);
        assertThat(begun).hasSize(2);
        runAll();
        assertThat(done).containsExactly("0", "1", "2", "3");
    }

    @Test
    void goesOnBehindWorkThatFails() {
        share.run(ShareTest::fail);
        share.run(() -> done.add("beside it"));
        share.run(() -> done.add("behind it"));

        assertThatThrownBy(begun.remove()::run).hasMessage("as it must");
        runAll();

        assertThat(done).containsExactly("beside it", "behind it");
    }

    @Test
    void hasRoomAgainWhenAllHasEnded() {
        for (int round = 0; round < 3; round++) {
            assertThat(share.run(() -> done.add("one"))).isTrue();
            assertThat(share.run(() -> done.add("two"))).isTrue();
            assertThat(begun).hasSize(2);
            runAll();
        }
        assertThat(done).hasSize(6);
    }

    @Test
    void keepsNoRoomForWhatWasRejected() {
        Share stopping = new Share(
                work -> {
                    throw new RejectedExecutionException("stopping");
                },
                1,
                0);

        assertThatThrownBy(() -> stopping.run(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> stopping.run(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    private void runAll() {
        while (!begun.isEmpty()) {
            begun.remove().run();
        }
    }

    private static void fail() {
        throw new IllegalStateException("as it must");
    }
}
