package dewey.websocket;

/** The size of a text as it is on the wire. */
public final class Utf8 {
    private Utf8() {}

    /** Bytes of {@code text} in UTF-8, without encoding it. */
    public static int length(CharSequence text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // each half of a surrogate pair counts two, which makes the four bytes of the pair
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }
}
