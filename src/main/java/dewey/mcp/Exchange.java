package dewey.mcp;

import dewey.jsonrpc.Message.Request;
import dewey.threads.Interruption;
import java.util.Optional;
import java.util.function.Function;

/**
 * One request that has arrived and is to be answered at most once.
 *
 * <pre>
 *  waiting ──run()──► running ──────────────────► answered
 *     │                  ├──► listening ──end()─────┘
 *     └─cancel(), abandon()─┴──────┴──► cancelled (no answer is given)
 * </pre>
 *
 * A cancelled exchange that runs has its thread interrupted and its statements ended, and then commits nothing more. One that is abandoned finishes what it
 * does: a client that says something and leaves is taken at its word. One that listens holds no thread.
 */
public final class Exchange {
    private enum State {
        WAITING,
        RUNNING,
        LISTENING,
        ANSWERED,
        CANCELLED
    }

    private final Request request;
    private final Reply reply;
    private final Function<Exchange, Optional<Answer>> work;
    private final Runnable onEnd;
    private final String orderingKey;
    private final boolean quick;
    private State state = State.WAITING;
    private Thread runner;
    private Runnable whenUnheard = () -> {};

    Exchange(
            Request request,
            Reply reply,
            Function<Exchange, Optional<Answer>> work,
            Runnable onEnd,
            String orderingKey,
            boolean quick) {
        this.request = request;
        this.reply = reply;
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

    /** Does the work on the calling thread, and answers unless the request was cancelled before or meanwhile. */
    public void run() {
        Optional<Answer> answer = Optional.empty();
        boolean answered = false;
        try {
            if (start()) {
                answer = work.apply(this);
            }
        } finally {
            answered = finish(answer.isPresent());
            if (!isListening()) {
                onEnd.run();
            }
        }
        if (answered) {
            reply.answer(answer.get());
        }
    }

    /** Ends one that listens, with its answer. */
    void end(Answer answer) {
        synchronized (this) {
            if (state != State.LISTENING) {
                return;
            }
            state = State.ANSWERED;
        }
        ended();
        reply.answer(answer);
    }

    /** Ends the exchange without an answer, and its work as soon as may be, unless it is answered already. */
    public void cancel() {
        if (end(true)) {
            reply.none();
        }
    }

    /** Ends the exchange without an answer, unless it is answered already; nobody is there to take it. What it does goes on. */
    void abandon() {
        if (end(false)) {
            reply.none();
        }
    }

    private boolean end(boolean itsWorkToo) {
        boolean listened;
        synchronized (this) {
            if (state == State.ANSWERED || state == State.CANCELLED) {
                return false;
            }
            if (itsWorkToo && state == State.RUNNING) {
                Interruption.of(runner);
            }
            listened = state == State.LISTENING;
            // before the lock is let go: work that was interrupted fails, and that is no answer
            state = State.CANCELLED;
        }
        if (listened) {
            ended();
        }
        return true;
    }

    Request request() {
        return request;
    }

    /** Sends something before the answer; nothing once there is none to come. */
    void message(String text) {
        // not under the lock: a reply may end this exchange when it cannot be sent
        if (isOpen()) {
            reply.message(text);
        }
    }

    void letGo() {
        reply.letGo();
    }

    synchronized boolean isCancelled() {
        return state == State.CANCELLED;
    }

    private synchronized boolean isOpen() {
        return state == State.RUNNING || state == State.LISTENING;
    }

    /** Whether it is kept open for what may come, and nothing runs for it. */
    public synchronized boolean isListening() {
        return state == State.LISTENING;
    }

    private synchronized boolean start() {
        if (state != State.WAITING) {
            return false;
        }
        state = State.RUNNING;
        runner = Thread.currentThread();
        return true;
    }

    /**
     * From now on messages may come from other threads, and no thread runs for it.
     *
     * @param release is run when it has ended, however that comes about
     * @return false when the request was cancelled meanwhile; nothing is released then
     */
    synchronized boolean listen(Runnable release) {
        if (state != State.RUNNING) {
            return false;
        }
        state = State.LISTENING;
        whenUnheard = release;
        return true;
    }

    private void ended() {
        Runnable release;
        synchronized (this) {
            release = whenUnheard;
        }
        release.run();
        onEnd.run();
    }

    // A cancellation interrupts only under this lock and only while running, so none can reach the thread's next work.
    private synchronized boolean finish(boolean withAnswer) {
        if (runner == Thread.currentThread()) {
            runner = null;
            if (state == State.CANCELLED) {
                Thread.interrupted();
            }
        }
        if (state == State.RUNNING) {
            state = State.ANSWERED;
            return withAnswer;
        }
        return false;
    }
}
