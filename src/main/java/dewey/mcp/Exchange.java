package dewey.mcp;

import dewey.jsonrpc.Message.Request;
import java.util.Optional;
import java.util.function.Function;

/**
 * One request that has arrived and is to be answered at most once.
 *
 * <pre>
 *  waiting ──answer()──► running ──► answered
 *     └─cancel(), abandon()─┴──────► cancelled (no answer is given)
 * </pre>
 *
 * A cancelled exchange that runs has its thread interrupted, and then commits nothing more. One that is abandoned finishes what it
 * does: a client that says something and leaves is taken at its word.
 */
public final class Exchange {
    private enum State {
        WAITING,
        RUNNING,
        ANSWERED,
        CANCELLED
    }

    private final Request request;
    private final Function<Exchange, String> work;
    private final Runnable onEnd;
    private final String orderingKey;
    private final boolean quick;
    private State state = State.WAITING;
    private Thread runner;

    Exchange(Request request, Function<Exchange, String> work, Runnable onEnd, String orderingKey, boolean quick) {
        this.request = request;
        this.work = work;
        this.onEnd = onEnd;
        this.orderingKey = orderingKey;
        this.quick = quick;
    }

    /** Exchanges of one connection with the same key must be answered one after the other, in the order of their arrival. */
    public Optional<String> orderingKey() {
        return Optional.ofNullable(orderingKey);
    }

    /** Whether the answer needs no waiting for anything outside this process. */
    public boolean isQuick() {
        return quick;
    }

    /** Does the work on the calling thread; empty when the request was cancelled before or meanwhile. */
    public Optional<String> answer() {
        try {
            return start() ? Optional.of(work.apply(this)).filter(answer -> finish()) : Optional.empty();
        } finally {
            finish();
            onEnd.run();
        }
    }

    /** Ends the exchange without an answer, and its work as soon as may be, unless it is answered already. */
    public synchronized void cancel() {
        if (state == State.RUNNING) {
            runner.interrupt();
        }
        abandon();
    }

    /** Ends the exchange without an answer, unless it is answered already; nobody is there to take it. */
    synchronized void abandon() {
        if (state != State.ANSWERED) {
            state = State.CANCELLED;
        }
    }

    Request request() {
        return request;
    }

    synchronized boolean isCancelled() {
        return state == State.CANCELLED;
    }

    private synchronized boolean start() {
        if (state != State.WAITING) {
            return false;
        }
        state = State.RUNNING;
        runner = Thread.currentThread();
        return true;
    }

    // A cancellation interrupts only under this lock and only while running, so none can reach the thread's next work.
    private synchronized boolean finish() {
        if (runner == Thread.currentThread()) {
            runner = null;
            if (state == State.CANCELLED) {
                Thread.interrupted();
            }
        }
        if (state == State.RUNNING) {
            state = State.ANSWERED;
            return true;
        }
        return false;
    }
}
