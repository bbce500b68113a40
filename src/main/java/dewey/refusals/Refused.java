package dewey.refusals;

import java.time.Duration;
import java.util.Optional;

/**
 * A request was refused for a reason that its caller can act on.
 *
 * <p>The message is meant for the caller, be it a person or a model: it names the field, the value and the bound, and holds
 * nothing about the inside of the server. Carries no stack trace: it is an answer, not a fault.
 */
public final class Refused extends RuntimeException {
    /** Another node may be there already, or this one again after some seconds. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Reason reason;
    private final String field;
    private final Duration retryAfter;

    private Refused(Reason reason, String field, String message, Duration retryAfter, Throwable cause) {
        super(message, cause, true, false);
        this.reason = reason;
        this.field = field;
        this.retryAfter = retryAfter;
    }

    /** {@code field} breaks a rule; {@code problem} continues the sentence that the field's name begins. */
    public static Refused invalid(String field, String problem) {
        return new Refused(Reason.INVALID_ARGUMENT, field, field + " " + problem, null, null);
    }

    /** {@code field} is over a size limit, both in {@code unit}s. */
    public static Refused tooLarge(String field, long size, long limit, String unit) {
        String message = field + " is " + size + " " + unit + "; the limit is " + limit;
        return new Refused(Reason.TOO_LARGE, field, message, null, null);
    }

    /** No such thing for this caller, whether it exists for another or not. */
    public static Refused notFound(String field, String what) {
        return new Refused(Reason.NOT_FOUND, field, "no such " + what, null, null);
    }

    public static Refused conflict(String field, String message) {
        return new Refused(Reason.CONFLICT, field, message, null, null);
    }

    /** {@code what} may be done by those only who have the role. */
    public static Refused forbidden(String what, String role) {
        return new Refused(
                Reason.FORBIDDEN,
                null,
                what + " needs the role " + role + ", which this caller does not have",
                null,
                null);
    }

    public static Refused notEnabled(String field, String message) {
        return new Refused(Reason.NOT_ENABLED, field, message, null, null);
    }

    public static Refused rateLimited(Duration retryAfter, String message) {
        return new Refused(Reason.RATE_LIMITED, null, message, retryAfter, null);
    }

    /** The database does not answer; {@code cause} stays inside the server. */
    public static Refused unavailable(Duration retryAfter, Throwable cause) {
        return unavailable("the database does not answer at the moment", retryAfter, cause);
    }

    /** Nothing is begun any more; or what ran has failed because the server went away from under it, which {@code cause} says. */
    public static Refused stopping(Throwable cause) {
        return unavailable("the server is stopping", SOON, cause);
    }

    /** Something that is needed is not to be had now; {@code what} says so, and {@code cause} stays inside the server. */
    public static Refused unavailable(String what, Duration retryAfter, Throwable cause) {
        String message = what + "; try again in " + retryAfter.toSeconds() + " s";
        return new Refused(Reason.UNAVAILABLE, null, message, retryAfter, cause);
    }

    /** The same refusal of a value that sits inside {@code place}, for instance {@code messages[3]}. */
    public Refused inside(String place) {
        if (field == null) {
            return new Refused(reason, place, place + ": " + getMessage(), retryAfter, getCause());
        }
        String outer = place + "." + field;
        String message = getMessage().startsWith(field)
                ? outer + getMessage().substring(field.length())
                : outer + ": " + getMessage();
        return new Refused(reason, outer, message, retryAfter, getCause());
    }

    public Reason reason() {
        return reason;
    }

    /** The argument that is at fault, as a path such as {@code messages[3].content}; empty when it is none of them. */
    public Optional<String> field() {
        return Optional.ofNullable(field);
    }

    /** How long to wait before asking again; empty when waiting does not help. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
