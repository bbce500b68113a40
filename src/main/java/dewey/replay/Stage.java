package dewey.replay;

import dewey.redaction.Redaction;
import dewey.sessions.Sessions;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * What every replay needs.
 *
 * @param redactions as the recorder takes secrets out of sessions with an upstream, so that a request with its secrets is the one
 *     that was recorded without them
 * @param workers threads that may wait for the database
 */
record Stage(Sessions sessions, Function<String, Redaction> redactions, Executor workers, Timer timer) {
    /** Runs work later. */
    @FunctionalInterface
    interface Timer {
        Future<?> after(Duration delay, Runnable work);
    }
}
