package dewey.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Consumer;

/** The body of a client's request, read as it comes without a thread that waits for it, up to a bound. */
public final class RequestBody implements ReadListener {
    private static final int PIECE = 16 << 10;

    private final ServletInputStream in;
    private final long declared;
    private final int maxBytes;
    private final ClientAnswer answer;
    private final Consumer<byte[]> whole;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private boolean over;

    private RequestBody(HttpServletRequest request, ClientAnswer answer, int maxBytes, Consumer<byte[]> whole)
            throws IOException {
        in = request.getInputStream();
        declared = request.getContentLengthLong();
        this.maxBytes = maxBytes;
        this.answer = answer;
        this.whole = whole;
    }

    /**
     * Hands over the body when all of it is there. Otherwise answers by itself: 415 to an encoded one, 413 to one of more than
     * {@code maxBytes}; nothing to a client that has gone.
     *
     * @param whole told at most once
     */
    public static void take(HttpServletRequest request, ClientAnswer answer, int maxBytes, Consumer<byte[]> whole)
            throws IOException {
        String encoding = request.getHeader("Content-Encoding");
        RequestBody body = new RequestBody(request, answer, maxBytes, whole);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            answer.refuse(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE, "the content must not be encoded");
        } else if (body.declared > maxBytes) {
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
        over = true;
        answer.refuse(
                HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                "the message is too large; the limit is " + maxBytes + " bytes");
    }

    @Override
    public synchronized void onDataAvailable() throws IOException {
        byte[] piece = new byte[PIECE];
        while (!over && in.isReady()) {
            int length = in.read(piece);
            if (length < 0) {
                onAllDataRead();
            } else if (read.size() + length > maxBytes) {
                tooLarge();
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
            answer.cut();
        }
    }
}
