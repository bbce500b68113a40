package dewey.replay;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs what one session has to do, one thing at a time and in order, on workers; stands still while it is paused. */
final class InTurn {
    private static final System.Logger LOG = System.getLogger("dewey.replay");
    /** So much is done at a stretch; then others that wait for a worker come first. */
    private static final int STRETCH = 64;

    private final Executor workers;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;
    private boolean paused;
    private boolean over;

    InTurn(Executor workers) {
        this.workers = workers;
    }

    /** Behind what waits already. */
    void add(Runnable work) {
        synchronized (this) {
            if (over) {
                return;
            }
            waiting.addLast(work);
        }
        start();
    }

    /** Before what waits: it goes on with what is being done. */
    void goOn(Runnable work) {
        synchronized (this) {
            if (over) {
                return;
            }
            waiting.addFirst(work);
        }
        start();
    }

    /** Drops what waits, does this one thing, even while paused, and nothing after it. */
    void end(Runnable last) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            paused = false;
            waiting.clear();
            waiting.add(last);
        }
        start();
    }

    synchronized void pause() {
        paused = !over;
    }

    void resume() {
        synchronized (this) {
            paused = false;
        }
        start();
    }

    private void start() {
        synchronized (this) {
            if (running || paused || waiting.isEmpty()) {
                return;
            }
            running = true;
        }
        try {
            workers.execute(this::run);
        } catch (RejectedExecutionException stopping) {
            // no worker will come any more: what is left, the end above all, is done here
            run();
        }
    }

    private void run() {
        int done = 0;
        for (Runnable next = next(done); next != null; next = next(++done)) {
            try {
                next.run();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "A step of a replay failed", e);
            }
        }
        start();
    }

    private synchronized Runnable next(int done) {
        Runnable next = paused || done >= STRETCH ? null : waiting.pollFirst();
        running = next != null;
        return next;
    }
}
