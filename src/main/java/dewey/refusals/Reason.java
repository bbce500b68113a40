package dewey.refusals;

import java.util.Locale;

/** Why a request was refused, in the closed vocabulary that clients see as {@code error.reason}. */
public enum Reason {
    /** A value breaks a rule; {@link Refused#field()} names it. */
    INVALID_ARGUMENT,
    /** What was named is not there, or belongs to another tenant: the two cannot be told apart. */
    NOT_FOUND,
    /** The request contradicts what is stored, for instance a turn number that is taken. */
    CONFLICT,
    /** A value is over a size limit; the message says how large it is and what the limit is. */
    TOO_LARGE,
    /** The caller asks too often; {@link Refused#retryAfter()} says when to come back. */
    RATE_LIMITED,
    /** The caller's role does not allow it; the message names the one that does. */
    FORBIDDEN,
    /** What the caller asks for is switched off by the administrator. */
    NOT_ENABLED,
    /** The database does not answer; nothing was changed, or what was changed is made whole by asking again. */
    UNAVAILABLE;

    /** The spelling on the wire: lower case, words joined by underscores. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
