package dewey.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FrameQueueTest {
    private final Told told = new Told();
    private final Pipe pipe = new Pipe();
    private final FrameQueue queue = new FrameQueue(pipe, Masks.NONE);
    private final List<String> done = new ArrayList<>();

    @Test
    void sendsInOrderAndTellsWhatHasLeft() throws FrameError {
        queue.send(Frame.text("one", failure -> done.add("one")));
        queue.send(Frame.binary(new byte[] {'2'}, failure -> done.add("two")));
        queue.send(Frame.ping(failure -> done.add("three")));
        queue.pong(new byte[] {'x'});
        queue.send(Frame.close(1001, "bye", failure -> done.add("four")));

        assertThat(read(false)).containsExactly("text one", "binary 2", "ping ", "pong", "closed 1001 bye");
        assertThat(done).containsExactly("one", "two", "three", "four");
    }

    @Test
    void waitsForTheConnectionAndGoesOnWhenItIsTold() throws FrameError {
        pipe.fullAfter(1);
        queue.send(Frame.text("a".repeat(2 * Frame.PIECE_BYTES), failure -> done.add("long")));
        queue.send(Frame.text("b", failure -> done.add("short")));

        // a piece that is not through yet, and two that wait
        assertThat(done).isEmpty();
        pipe.fullAfter(1);
        queue.go();
        assertThat(done).isEmpty();
        pipe.fullAfter(1);
        queue.go();
        assertThat(done).containsExactly("long");
        pipe.fullAfter(9);
        queue.go();

        assertThat(done).containsExactly("long", "short");
        assertThat(read(false)).containsExactly("text " + "a".repeat(2 * Frame.PIECE_BYTES), "text b");
    }

    @Test
    void knowsWhenAPieceOfALongFrameHasLeft() {
        pipe.fullAfter(1);
        long begun = System.nanoTime();
        queue.send(Frame.binary(new byte[3 * Frame.PIECE_BYTES], failure -> done.add("long")));
        queue.go();
        assertThat(queue.lastTaken()).as("the first piece is still leaving").isLessThanOrEqualTo(begun);

        pipe.fullAfter(1);
        queue.go();

        assertThat(queue.lastTaken()).isGreaterThan(begun);
        assertThat(done).isEmpty();
    }

    @Test
    void keepsFewPongsForAPeerThatPingsAndDoesNotRead() throws FrameError {
        pipe.fullAfter(1);
        queue.send(Frame.text("is leaving", failure -> {}));
        for (int i = 0; i < 100_000; i++) {
            queue.pong(new byte[] {(byte) i});
        }
        queue.send(Frame.text("waits", failure -> {}));
        queue.pong(new byte[] {'!'});
        pipe.fullAfter(99);
        queue.go();

        List<String> words = read(false);
        assertThat(words).startsWith("text is leaving", "pong").endsWith("pong", "text waits", "pong");
        assertThat(words.stream().filter("pong"::equals)).hasSize(16);
        queue.pong(new byte[] {'?'});
        assertThat(read(false)).containsExactly("pong");
    }

    @Test
    void answersTheNewestPingsInTheirOrder() {
        pipe.fullAfter(0);
        for (int i = 0; i < 20; i++) {
            queue.pong(new byte[] {(byte) i});
        }
        pipe.fullAfter(99);
        queue.go();

        byte[] pongs = pipe.taken();
        assertThat(pongs).hasSize(16 * 3);
        for (int i = 0; i < 16; i++) {
            assertThat(pongs[3 * i + 2]).isEqualTo((byte) (i + 4));
        }
    }

    @Test
    void masksAsAClient() throws FrameError {
        FrameQueue masking = new FrameQueue(pipe, Masks.drawnFrom(new SecureRandom()));
        for (int i = 0; i < 200; i++) {
            masking.send(Frame.text("message " + i, failure -> {}));
        }

        List<String> words = read(true);
        assertThat(words).hasSize(200).startsWith("text message 0").endsWith("text message 199");
    }

    @Test
    void bringsEverySizeToTheOtherSide() throws FrameError {
        Random random = new Random(7);
        FrameQueue masking = new FrameQueue(pipe, Masks.drawnFrom(new SecureRandom()));
        List<Integer> sizes = new ArrayList<>(List.of(0, 1, 3, 4, 5, 7, 8, 9, 125, 126, 127, 65_535, 65_536, 65_537));
        for (int around : List.of(Frame.PIECE_BYTES, 2 * Frame.PIECE_BYTES, 1 << 20)) {
            for (int size = around - 9; size <= around + 9; size++) {
                sizes.add(size);
            }
        }
        for (int size : sizes) {
            byte[] data = new byte[size];
            random.nextBytes(data);
            Told expected = new Told();
            expected.binary(data);

            byte[] before = data.clone();
            masking.send(Frame.binary(data, failure -> {}));

            assertThat(read(true)).as("%d bytes", size).isEqualTo(expected.words());
            assertThat(data).isEqualTo(before);
        }
    }

    @Test
    void tellsAllThatWaitsWhenTheConnectionBreaks() {
        pipe.fullAfter(1);
        queue.send(Frame.text("is leaving", failure -> done.add("first " + failure.getMessage())));
        queue.send(Frame.text("waits", failure -> done.add("second " + failure.getMessage())));

        queue.end(new IOException("gone"));
        queue.send(Frame.text("too late", failure -> done.add("third " + failure.getMessage())));
        queue.end(new IOException("again"));

        assertThat(done).containsExactly("first gone", "second gone", "third gone");
    }

    @Test
    void tellsWhatTheConnectionThrows() {
        pipe.breaks = true;

        queue.send(Frame.text("lost", failure -> done.add(failure.getMessage())));

        assertThat(done).containsExactly("broken");
    }

    @Test
    void sendsFromManyThreadsWholeFramesOnly() throws Exception {
        int threads = 4;
        int each = 2_000;
        Queue<String> left = new ConcurrentLinkedQueue<>();
        ExecutorService executor = Executors.newFixedThreadPool(threads + 1);
        CountDownLatch finished = new CountDownLatch(threads * each);
        pipe.fullAfter(3);
        for (int thread = 0; thread < threads; thread++) {
            int number = thread;
            executor.execute(() -> {
                for (int i = 0; i < each; i++) {
                    String text = number + " " + i;
                    queue.send(Frame.text(text, failure -> {
                        left.add(text);
                        finished.countDown();
                    }));
                }
            });
        }
        executor.execute(() -> {
            while (finished.getCount() > 0) {
                pipe.fullAfter(3);
                queue.go();
            }
        });
        assertThat(finished.await(50, TimeUnit.SECONDS)).isTrue();
        executor.shutdownNow();

        assertThat(read(false))
                .containsExactlyElementsOf(
                        left.stream().map(text -> "text " + text).toList());
    }

    private List<String> read(boolean masked) throws FrameError {
        byte[] bytes = pipe.taken();
        new FrameReader(masked, 1 << 22, told).read(bytes, 0, bytes.length);
        return told.words();
    }

    /** A connection that takes so many pieces until it is told to take more. */
    private static final class Pipe implements FrameSink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int room = Integer.MAX_VALUE;
        private boolean breaks;

        synchronized void fullAfter(int pieces) {
            room = pieces;
        }

        synchronized byte[] taken() {
            byte[] taken = bytes.toByteArray();
            bytes.reset();
            return taken;
        }

        @Override
        public synchronized boolean isReady() {
            return room > 0;
        }

        @Override
        public synchronized void take(byte[] piece) throws IOException {
            if (breaks) {
                throw new IOException("broken");
            }
            room--;
            bytes.writeBytes(piece);
        }
    }
}
