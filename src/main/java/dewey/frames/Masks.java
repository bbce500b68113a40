package dewey.frames;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** The masking keys of one client's socket, which nobody must foresee (RFC 6455 §5.3). Used by one thread at a time. */
public final class Masks {
    /** Of a server, which does not mask. */
    public static final Masks NONE = new Masks(null);

    private static final int DRAWN_AT_ONCE = 64 * Integer.BYTES;

    private final SecureRandom random;
    private final ByteBuffer drawn = ByteBuffer.allocate(DRAWN_AT_ONCE).limit(0);

    private Masks(SecureRandom random) {
        this.random = random;
    }

    public static Masks drawnFrom(SecureRandom random) {
        return new Masks(random);
    }

    int next() {
        if (random == null) {
            return 0;
        }
        if (!drawn.hasRemaining()) {
            random.nextBytes(drawn.array());
            drawn.clear();
        }
        return drawn.getInt();
    }
}
