package dewey.proxy;

/** An upstream has sent a message beyond its bound. */
final class TooLarge extends Exception {
    TooLarge(int maxBytes) {
        super("the upstream's answer is larger than " + maxBytes + " bytes", null, false, false);
    }
}
