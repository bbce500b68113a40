package dewey.websocket;

/** A message is over the bound. */
public final class TooLarge extends Exception {
    private final long bytes;

    TooLarge(long bytes) {
        super(null, null, false, false);
        this.bytes = bytes;
    }

    /** How much of it had come when that was seen. */
    public long bytes() {
        return bytes;
    }
}
