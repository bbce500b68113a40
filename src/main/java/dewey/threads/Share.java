package dewey.threads;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A part of the {@link Workers} for one kind of work: clients that keep it waiting, be it by how they send or by how they read, keep only
 * this part. What finds no room waits its turn, and holds no thread meanwhile.
 */
public final class Share {
    private final Executor workers;
    private final int most;
    private final int mostWaiting;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int running;

    /**
     * @param workers {@link Workers#run}
     * @param most how much of it runs at once
     * @param mostWaiting how much of it may wait beside that
     */
    public Share(Executor workers, int most, int mostWaiting) {
        this.workers = workers;
        this.most = most;
        this.mostWaiting = mostWaiting;
    }

    /**
     * Runs {@code work} soon, on a thread that may wait.
     *
     * @return false when so much waits already that it will not be run
     * @throws RejectedExecutionException when the application is being stopped
     */
    public boolean run(Runnable work) {
        synchronized (this) {
            if (running == most) {
                return waiting.size() < mostWaiting && waiting.add(work);
            }
            running++;
        }
        try {
            workers.execute(() -> runAndGoOn(work));
        } catch (RejectedExecutionException stopping) {
            synchronized (this) {
                running--;
            }
            throw stopping;
        }
        return true;
    }

    private void runAndGoOn(Runnable work) {
        try {
            work.run();
        } finally {
            Runnable next = next();
            if (next != null) {
                workers.execute(() -> runAndGoOn(next));
            }
        }
    }

    /** Whose turn it is where something has ended; null gives the place back. */
    private synchronized Runnable next() {
        Runnable next = waiting.poll();
        if (next == null) {
            running--;
        }
        return next;
    }
}
