package dewey.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ShutdownTest {

    @Test
    void isAnnouncedBeforeAnythingIsRefused() throws InterruptedException {
        // given
        Shutdown shutdown = new Shutdown(Duration.ofMinutes(1), Duration.ZERO);
        assertThat(shutdown.isAnnounced()).isFalse();

        // when
        Thread stopping = new Thread(shutdown::begin);
        stopping.start();
        while (!shutdown.isAnnounced()) {
            Thread.sleep(1);
        }

        // then
        assertThat(shutdown.isRefusing()).isFalse();
        stopping.interrupt();
        stopping.join();
        assertThat(shutdown.isRefusing()).isTrue();
    }

    @Test
    void givesAllWhoWaitTheSameTimeAndNotOneAfterTheOther() {
        Shutdown shutdown = new Shutdown(Duration.ZERO, Duration.ofMillis(300));
        long begun = System.nanoTime();

        for (int part = 0; part < 20; part++) {
            assertThat(shutdown.await(() -> false)).isFalse();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(5));
        assertThat(shutdown.left()).isZero();
        assertThat(shutdown.await(() -> true)).isTrue();
    }

    @Test
    void isOverAsSoonAsEverythingIsDone() {
        Shutdown shutdown = new Shutdown(Duration.ZERO, Duration.ofHours(1));
        int[] looks = new int[1];

        assertThat(shutdown.await(() -> ++looks[0] == 3)).isTrue();
        assertThat(looks[0]).isEqualTo(3);
    }
}
