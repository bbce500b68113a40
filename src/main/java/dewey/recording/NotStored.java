package dewey.recording;

import dewey.refusals.Refused;

/** The database took none of what was left, whatever it was: it is at fault, and later it may take it. */
final class NotStored extends Exception {
    NotStored(RuntimeException cause) {
        super(cause);
    }

    /** What happened, in words that hold no value and no address. */
    String reason() {
        return reason(getCause());
    }

    static String reason(Throwable failure) {
        return failure instanceof Refused refused
                ? refused.getMessage()
                : failure.getClass().getSimpleName();
    }
}
