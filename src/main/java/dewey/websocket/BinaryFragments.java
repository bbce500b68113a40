package dewey.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Puts the fragments of one binary message together, up to a bound. Used by one thread at a time. */
public final class BinaryFragments {
    private final int maxBytes;
    private ByteArrayOutputStream data = new ByteArrayOutputStream();
    private int count;

    public BinaryFragments(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Takes the next fragment.
     *
     * @return the whole message, when this was its last fragment
     * @throws TooLarge as soon as the message is over the bound; the parts are dropped then
     */
    public Optional<byte[]> add(ByteBuffer part, boolean last) throws TooLarge {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        long size = (long) data.size() + bytes.length;
        if (size > maxBytes || ++count > Fragments.MAX_FRAGMENTS) {
            drop();
            throw new TooLarge(size);
        }
        if (last && data.size() == 0) {
            drop();
            return Optional.of(bytes);
        }
        data.writeBytes(bytes);
        if (!last) {
            return Optional.empty();
        }
        byte[] whole = data.toByteArray();
        drop();
        return Optional.of(whole);
    }

    /** As {@link Fragments#drop()}. */
    public void drop() {
        data = new ByteArrayOutputStream();
        count = 0;
    }
}
