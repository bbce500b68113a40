package dewey.proxy;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Consumer;

/** The body of a client's request, read as it comes without a thread that waits for it, up to a bound. */
final class RequestBody implements ReadListener {
    private static final int PIECE = 16 << 10;

    private final ServletInputStream in;
    private final long declared;
    private final int maxBytes;
    private final Consumer<byte[]> whole;
    private final Runnable tooLarge;
    private final Runnable lost;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private boolean over;

    /**
     * Exactly one of the three is told, once: all of the body, or that it has more than {@code maxBytes}, or that it broke.
     *
     * @param declared the length that the request declares; negative where it does not
     */
    RequestBody(
            ServletInputStream in,
            long declared,
            int maxBytes,
            Consumer<byte[]> whole,
            Runnable tooLarge,
            Runnable lost) {
        this.in = in;
        this.declared = declared;
        this.maxBytes = maxBytes;
        this.whole = whole;
        this.tooLarge = tooLarge;
        this.lost = lost;
    }

    void begin() throws IOException {
        in.setReadListener(this);
        // Payara tells nothing before it was asked (eclipse-ee4j/glassfish-grizzly#2281)
        if (in.isReady()) {
            onDataAvailable();
        }
    }

    @Override
    public synchronized void onDataAvailable() throws IOException {
        byte[] piece = new byte[PIECE];
        while (!over && in.isReady()) {
            int length = in.read(piece);
            if (length < 0) {
                onAllDataRead();
            } else if (read.size() + length > maxBytes) {
                over = true;
                tooLarge.run();
            } else {
                read.write(piece, 0, length);
                if (read.size() == declared) {
                    // not every server tells the end of a body that was there with the headers
                    onAllDataRead();
                }
            }
        }
    }

    @Override
    public synchronized void onAllDataRead() {
        if (!over) {
            over = true;
            whole.accept(read.toByteArray());
        }
    }

    @Override
    public synchronized void onError(Throwable failure) {
        if (!over) {
            over = true;
            lost.run();
        }
    }
}
