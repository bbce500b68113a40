package dewey.transports;

import java.util.concurrent.CompletableFuture;

/** Ends an exchange for which nobody waits any more, however far it is: its call, or the body that is being read. */
final class Cancellation {
    private CompletableFuture<?> call;
    private Body body;
    private boolean cancelled;

    synchronized boolean isCancelled() {
        return cancelled;
    }

    /** The exchange has begun; it is cancelled at once if nobody waits already. */
    void calls(CompletableFuture<?> begun) {
        boolean givenUp;
        synchronized (this) {
            call = begun;
            givenUp = cancelled;
        }
        if (givenUp) {
            begun.cancel(true);
        }
    }

    /** Its answer has begun; it is cancelled at once if nobody waits already. */
    void reads(Body begun) {
        boolean givenUp;
        synchronized (this) {
            body = begun;
            givenUp = cancelled;
        }
        if (givenUp) {
            begun.cancel();
        }
    }

    void cancel() {
        CompletableFuture<?> running;
        Body reading;
        synchronized (this) {
            cancelled = true;
            running = call;
            reading = body;
        }
        if (reading != null) {
            reading.cancel();
        }
        if (running != null) {
            running.cancel(true);
        }
    }
}
