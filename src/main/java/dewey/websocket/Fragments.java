package dewey.websocket;

import java.util.Optional;

/** Puts the fragments of one text message together, up to a bound. Used by one thread at a time. */
public final class Fragments {
    /** More fragments than any sender of real messages makes; a million empty ones are an attack. */
    static final int MAX_FRAGMENTS = 100_000;

    /** Most bytes that one {@code char} takes in UTF-8. */
    private static final int WIDEST_CHAR = 3;

    private final int maxBytes;
    private StringBuilder text = new StringBuilder();
    private int count;

    /** The bytes of the first {@link #counted} characters; only those of a large message are counted. */
    private int bytes;

    private int counted;

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
        count++;
        if (count > MAX_FRAGMENTS || text.length() + part.length() > maxBytes / WIDEST_CHAR) {
            count(part);
        }
        if (last && text.isEmpty()) {
            drop();
            return Optional.of(part);
        }
        text.append(part);
        if (!last) {
            return Optional.empty();
        }
        String whole = text.toString();
        drop();
        return Optional.of(whole);
    }

    private void count(String part) throws TooLarge {
        bytes += Utf8.length(text.substring(counted)) + Utf8.length(part);
        counted = text.length() + part.length();
        if (bytes > maxBytes || count > MAX_FRAGMENTS) {
            int size = bytes;
            drop();
            throw new TooLarge(size);
        }
    }

    /** Lets go of a message that was broken off: servers may keep what belongs to a socket for a while after its end. */
    public void drop() {
        if (!text.isEmpty()) {
            text = new StringBuilder();
        }
        count = 0;
        bytes = 0;
        counted = 0;
    }
}
