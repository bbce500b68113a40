package dewey.threads;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What else must be done so that the work of a thread ends when it is interrupted: a statement that runs in a database hears nothing
 * of an interrupt.
 *
 * <pre>
 * try (Interruption here = Interruption.begin()) {
 *     here.also(statement::cancel);
 *     …
 * }
 * </pre>
 */
public final class Interruption implements AutoCloseable {
    /** Something that ends work, for another thread to call; does nothing when there is none to end. */
    @FunctionalInterface
    public interface End {
        void now() throws Exception;
    }

    private static final Logger LOG = System.getLogger(Interruption.class.getName());
    private static final Map<Thread, Interruption> BEGUN = new ConcurrentHashMap<>();
    /** What is ended may only be about to begin: it is ended again until it has. */
    private static final int TIMES = 50;

    private static final long STEP_MS = 20;

    private final Thread thread = Thread.currentThread();
    private final List<End> ends = new ArrayList<>();
    private Interruption outer;
    private boolean over;

    private Interruption() {}

    /** From now on, and until it is closed, an interruption of this thread does more. */
    public static Interruption begin() {
        Interruption begun = new Interruption();
        begun.outer = BEGUN.put(begun.thread, begun);
        return begun;
    }

    /** Adds to what an interruption of this thread does; nothing where none has begun. */
    public static void alsoHere(End end) {
        Interruption here = BEGUN.get(Thread.currentThread());
        if (here != null) {
            here.also(end);
        }
    }

    public synchronized void also(End end) {
        ends.add(end);
    }

    /** Interrupts a thread, and has everything else done without waiting for it. */
    public static void of(Thread thread) {
        thread.interrupt();
        Interruption begun = BEGUN.get(thread);
        if (begun != null) {
            // of its own: it may wait for the database, and nobody who cancels should; there are never more than
            // threads that work
            Thread ending = new Thread(begun::end, "interruption");
            ending.setDaemon(true);
            ending.start();
        }
    }

    private synchronized void end() {
        try {
            for (int i = 1; i <= TIMES && !over; i++) {
                for (End end : ends) {
                    end(end);
                }
                wait(STEP_MS * i);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(End end) {
        try {
            end.now();
        } catch (Exception e) {
            LOG.log(Level.DEBUG, "Nothing to end", e);
        }
    }

    /** The work is over: nothing of the thread's next work can be ended. */
    @Override
    public void close() {
        synchronized (this) {
            over = true;
            notifyAll();
        }
        if (outer == null) {
            BEGUN.remove(thread);
        } else {
            BEGUN.put(thread, outer);
        }
    }
}
