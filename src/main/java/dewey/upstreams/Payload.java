package dewey.upstreams;

/** A whole message as it came: text stays text, binary stays binary. */
public sealed interface Payload {
    record Text(String text) implements Payload {}

    /** The array is never changed. */
    record Binary(byte[] data) implements Payload {}
}
