package dewey.badpipe;

import java.io.IOException;

/** Passes so many bytes and then does something else. */
final class Counted implements Fault {
    private final Then then;
    private long left;

    Counted(long bytes, Then then) {
        left = bytes;
        this.then = then;
    }

    interface Then {
        void happen() throws IOException;
    }

    @Override
    public void pass(byte[] data, int length, Next next) throws IOException, InterruptedException {
        int now = (int) Math.min(left, length);
        if (now > 0) {
            next.pass(data, 0, now);
            left -= now;
        }
        if (now < length) {
            then.happen();
        }
    }
}
