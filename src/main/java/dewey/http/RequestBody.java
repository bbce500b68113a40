package dewey.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The body of a client's request, read as it comes without a thread that waits for it, up to a bound. */
public final class RequestBody implements ReadListener {
    private static final Logger LOG = System.getLogger(RequestBody.class.getName());
    private static final int PIECE = 16 << 10;
    private static final int INSUFFICIENT_STORAGE = 507;

    private final ServletInputStream in;
    private final long declared;
    private final ClientAnswer answer;
    private final Intake intake;
    private long size;
    private boolean over;

    private RequestBody(HttpServletRequest request, ClientAnswer answer, Intake intake) throws IOException {
        in = request.getInputStream();
        declared = request.getContentLengthLong();
        this.answer = answer;
        this.intake = intake;
    }

    /**
     * Hands over the body when all of it is there. Otherwise answers by itself: 415 to an encoded one, 413 to one of more than
     * {@code maxBytes}; nothing to a client that has gone.
     *
     * @param whole told at most once
     */
    public static void take(HttpServletRequest request, ClientAnswer answer, int maxBytes, Consumer<byte[]> whole)
            throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        take(request, answer, new Intake(maxBytes, read, () -> whole.accept(read.toByteArray()), answer::refuse));
    }

    /**
     * Where a body goes.
     *
     * @param into must not wait for anything but a disk; when it takes no more, the client is told so by 507
     * @param whole told at most once
     * @param refusal answers with a status and a reason, after which nothing more is read
     */
    public record Intake(long maxBytes, OutputStream into, Runnable whole, BiConsumer<Integer, String> refusal) {}

    /** The same for a body that is written elsewhere as it comes. */
    public static void take(HttpServletRequest request, ClientAnswer answer, Intake intake) throws IOException {
        String encoding = request.getHeader("Content-Encoding");
        RequestBody body = new RequestBody(request, answer, intake);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            body.refuse(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE, "the content must not be encoded");
        } else if (body.declared > intake.maxBytes()) {
            body.tooLarge();
        } else {
            body.begin();
        }
    }

    private void begin() throws IOException {
        in.setReadListener(this);
        // Payara tells nothing before it was asked (eclipse-ee4j/glassfish-grizzly#2281)
        if (in.isReady()) {
            onDataAvailable();
        }
    }

    private void tooLarge() {
        refuse(
                HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                "the message is too large; the limit is " + intake.maxBytes() + " bytes");
    }

    private void refuse(int status, String reason) {
        over = true;
        intake.refusal().accept(status, reason);
    }

    @Override
    public synchronized void onDataAvailable() throws IOException {
        byte[] piece = new byte[PIECE];
        while (!over && in.isReady()) {
            int length = in.read(piece);
            if (length < 0) {
                onAllDataRead();
            } else if (size + length > intake.maxBytes()) {
                tooLarge();
            } else if (write(piece, length)) {
                size += length;
                if (size == declared) {
                    // not every server tells the end of a body that was there with the headers
                    onAllDataRead();
                }
            }
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
            over = true;
            intake.whole().run();
        }
    }

    @Override
    public synchronized void onError(Throwable failure) {
        if (!over) {
            over = true;
            answer.cut();
        }
    }
}
