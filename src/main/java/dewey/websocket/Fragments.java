package dewey.websocket;

import java.util.Optional;

/** Puts the fragments of one text message together, up to a bound. Used by one thread at a time. */
public final class Fragments {
    /** More fragments than any sender of real messages makes; a million empty ones are an attack. */
    static final int MAX_FRAGMENTS = 100_000;

    private final int maxBytes;
    private final StringBuilder text = new StringBuilder();
    private int bytes;
    private int count;

    public Fragments(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Takes the next fragment.
     *
     * @return the whole message, when this was its last fragment
     * @throws TooLarge as soon as the message is over the bound; the parts are dropped then
     */
    public Optional<String> add(String part, boolean last) throws TooLarge {
        bytes += Utf8.length(part);
        if (bytes > maxBytes || ++count > MAX_FRAGMENTS) {
            int size = bytes;
            reset();
            throw new TooLarge(size);
        }
        if (last && text.isEmpty()) {
            reset();
            return Optional.of(part);
        }
        text.append(part);
        if (!last) {
            return Optional.empty();
        }
        String whole = text.toString();
        reset();
        return Optional.of(whole);
    }

    private void reset() {
        text.setLength(0);
        text.trimToSize();
        bytes = 0;
        count = 0;
    }
}
