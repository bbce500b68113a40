package dewey.authentication;

import dewey.security.Caller;
import dewey.security.Pass;
import dewey.security.Role;
import java.time.Duration;

/** What is said to a request that wants to come in. */
sealed interface Verdict {
    /** Come in. */
    record Admitted(Pass pass) implements Verdict {}

    /** No credentials at all: 401 and how to get some (RFC 6750 §3.1). */
    record Anonymous() implements Verdict {}

    /**
     * These are no good: 401.
     *
     * @param problem for the caller; says nothing of what would be good
     */
    record Invalid(String problem) implements Verdict {}

    /** Let in, but not to this: 403. */
    record Insufficient(Role needed, Caller caller) implements Verdict {}

    /** Not from there, or not so: 403. */
    record Forbidden(String problem) implements Verdict {}

    /** Too many that were no good: 429. */
    record TooMany(Duration retryAfter) implements Verdict {}

    /** That cannot be told at the moment: 503. */
    record Later(Duration retryAfter, String problem) implements Verdict {}
}
