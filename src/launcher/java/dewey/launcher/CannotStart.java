package dewey.launcher;

/** Dewey cannot be started; the message is one sentence for the person at the terminal. */
final class CannotStart extends Exception {
    CannotStart(String sentence) {
        super(sentence);
    }

    CannotStart(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
