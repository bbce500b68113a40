package dewey.database;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A row was refused because another holds the same key; the transaction is rolled back. */
public final class UniqueViolation extends RuntimeException {
    // the first line names the constraint, in quotes that depend on the server's language; later lines may quote stored
    // values
    private static final Pattern QUOTED_NAME = Pattern.compile("[\"'«»„“”‘’「」]\\h?(\\w+)\\h?[\"'«»„“”‘’「」]");

    private final String constraint;

    UniqueViolation(String serverMessage, Throwable cause) {
        super(cause);
        Matcher name = QUOTED_NAME.matcher(serverMessage.lines().findFirst().orElse(""));
        this.constraint = name.find() ? name.group(1) : "";
    }

    /** The name of the constraint or unique index; empty when the server did not say it. */
    public String constraint() {
        return constraint;
    }
}
