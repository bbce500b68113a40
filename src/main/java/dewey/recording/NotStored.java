package dewey.recording;

import dewey.refusals.Refused;
import java.sql.SQLException;

/** The database took none of what was left, whatever it was: it is at fault, and later it may take it. */
final class NotStored extends Exception {
    NotStored(RuntimeException cause) {
        super(cause);
    }

    /** What happened, in words that hold no value and no address. */
    String reason() {
        return reason(getCause());
    }

    /** The same for any failure. */
    static String reason(Throwable failure) {
        if (failure instanceof Refused refused) {
            return refused.getMessage();
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String name = root.getClass().getSimpleName();
        return root instanceof SQLException sql ? name + " " + sql.getSQLState() : name;
    }
}
