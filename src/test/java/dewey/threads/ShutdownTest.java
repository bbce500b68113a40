package dewey.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
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
            assertThat(shutdown.await("parts", () -> 1)).isFalse();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(5));
        assertThat(shutdown.left()).isZero();
        assertThat(shutdown.await("parts", () -> 0)).isTrue();
    }

    @Test
    void isOverAsSoonAsEverythingIsDone() {
        Shutdown shutdown = new Shutdown(Duration.ZERO, Duration.ofHours(1));
        int[] looks = new int[1];

        assertThat(shutdown.await("looks", () -> 2 - looks[0]++)).isTrue();
        assertThat(looks[0]).isEqualTo(3);
    }

    @Test
    void saysWhatBecameOfWhatRan() {
        List<String> said = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger(Shutdown.class.getName());
        Handler ear = new Ear(said);
        logger.addHandler(ear);
        logger.setLevel(Level.INFO);
        try {
            Shutdown shutdown = new Shutdown(Duration.ofMillis(1), Duration.ofMillis(50));
            int[] running = {2};

            shutdown.await("calls", () -> running[0]--);
            shutdown.await("relays", () -> 3);
            shutdown.await("others", () -> 0);
        } finally {
            logger.removeHandler(ear);
            logger.setLevel(null);
        }

        assertThat(said)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("INFO Dewey stops: it is not ready any more"),
                        line -> assertThat(line).startsWith("INFO Dewey stops: nothing new is begun"),
                        line -> assertThat(line).startsWith("INFO calls: 2 were running, all have finished after 0."),
                        line -> assertThat(line).startsWith("WARNING relays: 3 have not finished after 0."));
    }

    private static final class Ear extends Handler {
        private final List<String> said;

        Ear(List<String> said) {
            this.said = said;
        }

        @Override
        public void publish(LogRecord line) {
            said.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {
            // nothing is kept back
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
