package dewey.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The body of a client's request, read as it comes without a thread that waits for it, up to a bound. */
public final class RequestBody implements ReadListener {
    private static final Logger LOG = System.getLogger(RequestBody.class.getName());
    private static final int PIECE = 16 << 10;
    private static final int INSUFFICIENT_STORAGE = 507;
    /** A modem brought more; who sends a byte now and then, to hold a request open, brings less. */
    private static final int LEAST_PER_SECOND = 4 << 10;

    private final ServletInputStream in;
    private final long declared;
    private final ClientAnswer answer;
    private final Intake intake;
    private final Consumer<RequestBody> onEnd;
    private final long begun = System.nanoTime();
    private long size;
    private boolean over;
    private boolean wasWhole;
    private volatile Thread beginning;

    /** @param onEnd told once, when nothing more is read */
    RequestBody(HttpServletRequest request, ClientAnswer answer, Intake intake, Consumer<RequestBody> onEnd)
            throws IOException {
        in = request.getInputStream();
        declared = request.getContentLengthLong();
        this.answer = answer;
        this.intake = intake;
        this.onEnd = onEnd;
        if (request.getHeader("Transfer-Encoding") != null) {
            // only by being asked for more does Payara tell the end, and then it may read the next request as a part of
            // this one
            answer.closeAfterwards();
        }
    }

    /**
     * Where a body goes.
     *
     * @param into must not wait for anything but a disk; when it takes no more, the client is told so by 507
     * @param whole told at most once
     * @param refusal answers with a status and a reason, after which nothing more is read
     */
    public record Intake(long maxBytes, OutputStream into, Runnable whole, BiConsumer<Integer, String> refusal) {}

    /** Whether its head says enough to refuse it; that is done then. */
    boolean isRefused(HttpServletRequest request) {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            refuse(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE, "the content must not be encoded");
        } else if (declared > intake.maxBytes()) {
            tooLarge();
        }
        return over;
    }

    void begin() throws IOException {
        if (declared > 0 && in.available() >= declared) {
            takeAtOnce();
        } else {
            beginning = Thread.currentThread();
            in.setReadListener(this);
            beginning = null;
        }
    }

    /** A body that came with its head, as most do, is read by the thread that read that: none of it has to be waited for. */
    private synchronized void takeAtOnce() throws IOException {
        byte[] all = in.readNBytes((int) declared);
        if (all.length < declared) {
            onError(new EOFException("the body ends before its length"));
        } else if (write(all, all.length)) {
            size = declared;
            onAllDataRead();
        }
    }

    /** Gives up one that does not come: after {@code patience} it must have brought {@value #LEAST_PER_SECOND} bytes a second. */
    void watch(long now, Duration patience) {
        boolean late;
        synchronized (this) {
            if (wasWhole) {
                // a server that tells no end
                onAllDataRead();
            }
            wasWhole = size == declared;
            double seconds = (now - begun - patience.toNanos()) / 1e9;
            late = !over && size < seconds * LEAST_PER_SECOND;
            over |= late;
        }
        if (late) {
            // without the lock: to answer is to tell others
            refuse(HttpServletResponse.SC_REQUEST_TIMEOUT, "the body of the request does not come");
        }
    }

    private void tooLarge() {
        refuse(
                HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                "the message is too large; the limit is " + intake.maxBytes() + " bytes");
    }

    private void refuse(int status, String reason) {
        end();
        intake.refusal().accept(status, reason);
    }

    /**
     * Payara must not be asked for more when all is there: it would have the connection read on, and take the client's next request for a
     * part of this one if the answer is there first. Nor may it be answered before it has told the end, other than by the thread that
     * has begun: it goes on with its buffers, which may serve another request by then.
     */
    @Override
    public synchronized void onDataAvailable() throws IOException {
        byte[] piece = new byte[PIECE];
        while (!over && size != declared && in.isReady()) {
            int length = in.read(piece);
            if (length < 0) {
                onAllDataRead();
            } else if (size + length > intake.maxBytes()) {
                tooLarge();
            } else if (write(piece, length)) {
                size += length;
            }
        }
        if (size == declared && (in.isFinished() || Thread.currentThread() == beginning)) {
            onAllDataRead();
        }
    }

    private boolean write(byte[] piece, int length) {
        try {
            intake.into().write(piece, 0, length);
            return true;
        } catch (IOException e) {
            LOG.log(Level.ERROR, "What a client sends cannot be kept", e);
            refuse(INSUFFICIENT_STORAGE, "there is no room for it at the moment");
            return false;
        }
    }

    @Override
    public synchronized void onAllDataRead() {
        if (!over) {
            end();
            intake.whole().run();
        }
    }

    @Override
    public synchronized void onError(Throwable failure) {
        if (!over) {
            end();
            answer.cut();
        }
    }

    private void end() {
        over = true;
        onEnd.accept(this);
    }
}
