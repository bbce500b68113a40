package dewey.transports;

/** An upstream has sent a message beyond its bound. */
public final class AnswerTooLarge extends Exception {
    AnswerTooLarge(int maxBytes) {
        super("the upstream's answer is larger than " + maxBytes + " bytes", null, false, false);
    }
}
