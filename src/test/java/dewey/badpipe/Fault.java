package dewey.badpipe;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What is wrong with one direction of a {@link BadPipe}. Each connection has instances of its own, used by one thread. */
public interface Fault {
    /** Passes on some of what came, late, in part, or not at all. */
    void pass(byte[] data, int length, Next next) throws IOException, InterruptedException;

    /** The sender has ended; {@code receiver} is still open. */
    default void ended(Socket receiver) throws IOException, InterruptedException {}

    /** Where data go on. */
    interface Next {
        void pass(byte[] data, int offset, int length) throws IOException, InterruptedException;

        static Next to(OutputStream out) {
            return (data, offset, length) -> {
                out.write(data, offset, length);
                out.flush();
            };
        }
    }

    /** Makes a fault for each new connection. */
    interface Kind {
        Fault begin();
    }

    /** Everything comes as it was sent. */
    static Kind none() {
        return () -> (data, length, next) -> next.pass(data, 0, length);
    }

    /** Everything comes so much later. */
    static Kind latency(Duration delay) {
        return () -> (data, length, next) -> {
            TimeUnit.NANOSECONDS.sleep(delay.toNanos());
            next.pass(data, 0, length);
        };
    }

    /** No more than so many bytes come in a second. */
    static Kind bandwidth(int bytesPerSecond) {
        int each = Math.max(1, bytesPerSecond / 20);
        return () -> (data, length, next) -> {
            for (int from = 0; from < length; from += each) {
                int now = Math.min(each, length - from);
                next.pass(data, from, now);
                TimeUnit.MICROSECONDS.sleep(1_000_000L * now / bytesPerSecond);
            }
        };
    }

    /** Everything comes in pieces of so many bytes, with a pause behind each. */
    static Kind slices(int bytes, Duration pause) {
        return () -> (data, length, next) -> {
            for (int from = 0; from < length; from += bytes) {
                next.pass(data, from, Math.min(bytes, length - from));
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            }
        };
    }

    /** After so many bytes nothing comes any more, and nobody is told. */
    static Kind blackHoleAfter(long bytes) {
        return () -> new Counted(bytes, () -> {});
    }

    /** After so many bytes the connection is closed in the middle. */
    static Kind closeAfter(long bytes) {
        return () -> new Counted(bytes, () -> {
            throw new Broken(false);
        });
    }

    /** After so many bytes the connection is reset. */
    static Kind resetAfter(long bytes) {
        return () -> new Counted(bytes, () -> {
            throw new Broken(true);
        });
    }

    /** The end of the connection is told so much later. */
    static Kind slowClose(Duration delay) {
        return () -> new Fault() {
            @Override
            public void pass(byte[] data, int length, Next next) throws IOException, InterruptedException {
                next.pass(data, 0, length);
            }

            @Override
            public void ended(Socket receiver) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(delay.toNanos());
            }
        };
    }

    /** Ends both sides. */
    final class Broken extends IOException {
        private final boolean byReset;

        Broken(boolean byReset) {
            this.byReset = byReset;
        }

        boolean isByReset() {
            return byReset;
        }
    }
}
