package dewey.replay;

import dewey.jsonrpc.RequestId;
import java.util.concurrent.Future;

/** One request of this time, and how far its recorded exchange has been said. */
final class Performance {
    private final RequestId id;
    private final String progressToken;
    private final Exchange exchange;
    private final long askedNanos = System.nanoTime();
    private Future<?> due;
    private int said;
    private boolean answered;
    private boolean cancelled;

    /** @param progressToken that the request has given, as JSON; null when it wants to hear of no progress */
    Performance(RequestId id, String progressToken, Exchange exchange) {
        this.id = id;
        this.progressToken = progressToken;
        this.exchange = exchange;
    }

    RequestId id() {
        return id;
    }

    String progressToken() {
        return progressToken;
    }

    /** As the record has it. */
    String recordedId() {
        return exchange.id();
    }

    boolean isOver() {
        return cancelled || said == exchange.length();
    }

    /** What is to be said next. */
    Exchange.Place place() {
        return exchange.place(said);
    }

    void advance() {
        said++;
    }

    /** Its answer has been given, whichever it was. */
    void hasBeenAnswered() {
        answered = true;
    }

    boolean isAnswered() {
        return answered;
    }

    /** How long the server would still have taken to say what is next. */
    long nanosUntilNext() {
        return exchange.microsUntil(place()) * 1_000 - (System.nanoTime() - askedNanos);
    }

    void isDue(Future<?> later) {
        due = later;
    }

    /** Nothing more of it is said. */
    void cancel() {
        cancelled = true;
        if (due != null) {
            due.cancel(false);
        }
    }
}
