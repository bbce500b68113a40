package dewey.http;

import dewey.refusals.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** A body that is read by a worker, where what reads it is not Dewey's own door. */
public final class BlockingBody {
    private static final int PIECE = 8 << 10;

    private BlockingBody() {}

    /**
     * Reads all of it.
     *
     * @param within how long it may take, however steadily a little of it comes; the container bounds how long nothing may come
     * @throws Refused when it has more than {@code most} bytes, or does not come in time
     */
    public static byte[] read(InputStream body, int most, Duration within) throws IOException {
        long begun = System.nanoTime();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        for (int length = body.read(piece); length >= 0; length = body.read(piece)) {
            read.write(piece, 0, length);
            if (read.size() > most) {
                throw Refused.tooLarge("body", read.size(), most, "bytes");
            }
            if (System.nanoTime() - begun > within.toNanos()) {
                throw Refused.invalid("body", "has not come within " + within.toSeconds() + " s");
            }
        }
        return read.toByteArray();
    }
}
