package dewey.recording;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Writes to the database, on a thread of its own that may wait for it as long as it takes: first what is spooled, which is older, then
 * what is handed over.
 */
final class Writer implements Runnable {
    private static final System.Logger LOG = System.getLogger("dewey.recording");
    /** How long after a failure the database is asked again. */
    private static final long PAUSE_MS = 1_000;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(PAUSE_MS);

    /**
     * What is stored at once. A batch is held as lines, JSON, words and parameters, all of which a young collection copies while they live: with 4 MiB
     * the replay after an outage of the database stopped the relays for 30 to 50 ms each time, and once for a full collection.
     */
    private static final long BATCH_BYTES = 256L << 10;
    /** To find out whether the database is back, or beside what is newer. */
    private static final long SMALL_BATCH_BYTES = 64L << 10;

    private final Backlog own;
    private final Inheritance inherited;
    private final BlockingQueue<Handover> handovers = new ArrayBlockingQueue<>(1);
    private volatile String lastFailure;
    private volatile String lastFailureToInherit;
    private long nextInheritance = System.nanoTime();
    private volatile boolean stopped;
    private volatile boolean gaveUp;

    /** Lines, and whether they are stored by now. */
    private static final class Handover {
        final List<Line> lines;
        final CountDownLatch done = new CountDownLatch(1);
        volatile boolean stored;

        Handover(List<Line> lines) {
            this.lines = lines;
        }
    }

    Writer(Backlog own, Inheritance inherited) {
        this.own = own;
        this.inherited = inherited;
    }

    /**
     * Has the lines stored and waits for it, but not for long. When this answers false they may be stored all the same, now or
     * later: to store them once more does no harm.
     */
    boolean store(List<Line> lines, long patienceMs) throws InterruptedException {
        Handover handover = new Handover(lines);
        if (!handovers.offer(handover, patienceMs, TimeUnit.MILLISECONDS)) {
            return false;
        }
        if (!handover.done.await(patienceMs, TimeUnit.MILLISECONDS)) {
            handovers.remove(handover);
        }
        return handover.stored;
    }

    @Override
    public void run() {
        boolean moreInherited = false;
        try {
            while (!gaveUp) {
                if (isDone(() -> own.storeSome(lastFailure == null ? BATCH_BYTES : SMALL_BATCH_BYTES))) {
                    continue;
                }
                if (stopped) {
                    return;
                }
                Handover next = handovers.poll(moreInherited ? 0 : PAUSE_MS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    next.stored = isDone(() -> {
                        own.store(next.lines);
                        return true;
                    });
                    next.done.countDown();
                }
                moreInherited = lastFailure == null && inheritsSome();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leaveInherited();
        }
    }

    private void leaveInherited() {
        try {
            inherited.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the folder of another node was not left in good order", e);
        }
    }

    /** Some work with the database, which answers whether it has done any. */
    @FunctionalInterface
    private interface Work {
        boolean run() throws NotStored, IOException;
    }

    private boolean isDone(Work work) {
        try {
            boolean done = work.run();
            if (done) {
                lastFailure = null;
            }
            return done;
        } catch (NotStored | IOException | RuntimeException e) {
            failed(e);
            return false;
        }
    }

    private void failed(Exception e) {
        String reason = reason(e);
        if (lastFailure == null && !stopped) {
            LOG.log(Level.WARNING, "the record waits in the spool, the database does not take it: {0}", reason);
        }
        lastFailure = reason;
    }

    /** Its failures are its own, with a pause of their own: this node's record must neither wait for them nor be needed to end them. */
    private boolean inheritsSome() {
        if (System.nanoTime() - nextInheritance < 0) {
            return false;
        }
        try {
            boolean more = inherited.storeSome(SMALL_BATCH_BYTES);
            lastFailureToInherit = null;
            return more;
        } catch (NotStored | IOException | RuntimeException e) {
            failedToInherit(e);
            return false;
        }
    }

    private void failedToInherit(Exception e) {
        String reason = reason(e);
        if (lastFailureToInherit == null && !stopped) {
            LOG.log(Level.WARNING, "the record of another node is not stored yet: {0}", reason);
        }
        lastFailureToInherit = reason;
        nextInheritance = System.nanoTime() + PAUSE_NANOS;
    }

    private static String reason(Exception e) {
        return e instanceof NotStored notStored ? notStored.reason() : NotStored.reason(e);
    }

    /** How many lines of other nodes wait that this one has taken over. */
    long inheritedRecords() {
        return inherited.records();
    }

    /** Why nothing could be written the last time; null when it could. */
    String lastFailure() {
        return lastFailure != null ? lastFailure : lastFailureToInherit;
    }

    /** Nothing more is handed over: ends when nothing waits any more, or when the database does not take it. */
    void stop() {
        stopped = true;
    }

    /** Ends soon; what waits stays on the disk for the next start. */
    void giveUp() {
        gaveUp = true;
    }
}
