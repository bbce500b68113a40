package dewey.recording;

import dewey.spool.Spool;
import dewey.spool.SpoolDirectory;
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

    private static final long BATCH_BYTES = 4L << 20;

    private final Archive archive;
    private final Spool spool;
    private final SpoolDirectory directory;
    private final Crashes crashes;
    private final BlockingQueue<Handover> handovers = new ArrayBlockingQueue<>(1);
    private volatile String lastFailure;
    private volatile boolean stopped;

    /** Lines, and whether they are stored by now. */
    private static final class Handover {
        final List<Line> lines;
        final CountDownLatch done = new CountDownLatch(1);
        volatile boolean stored;

        Handover(List<Line> lines) {
            this.lines = lines;
        }
    }

    Writer(Archive archive, Spool spool, SpoolDirectory directory, Crashes crashes) {
        this.archive = archive;
        this.spool = spool;
        this.directory = directory;
        this.crashes = crashes;
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
        try {
            while (!stopped) {
                if (replay()) {
                    continue;
                }
                Handover next = handovers.poll(PAUSE_MS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    next.stored = store(next.lines);
                    next.done.countDown();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stores some of what is spooled; answers whether there may be more to do at once. */
    private boolean replay() {
        try {
            Spool.Batch batch = spool.first(BATCH_BYTES);
            if (batch.records().isEmpty()) {
                return crashes.mark();
            }
            if (!store(batch.records().stream()
                    .flatMap(record -> LineText.readable(record).stream())
                    .toList())) {
                return false;
            }
            spool.release(batch);
            return true;
        } catch (RuntimeException | IOException e) {
            failed(e);
            return false;
        }
    }

    private boolean store(List<Line> lines) {
        try {
            archive.store(lines);
            for (Line line : lines) {
                if (line instanceof Line.Noted noted && noted.last()) {
                    directory.ended(noted.session());
                }
            }
            lastFailure = null;
            return true;
        } catch (NotStored | IOException | RuntimeException e) {
            failed(e);
            return false;
        }
    }

    private void failed(Exception e) {
        String reason = e instanceof NotStored notStored ? notStored.reason() : NotStored.reason(e);
        if (lastFailure == null && !stopped) {
            LOG.log(Level.WARNING, "the record waits in the spool, the database does not take it: {0}", reason);
        }
        lastFailure = reason;
    }

    /** Why nothing could be written the last time; null when it could. */
    String lastFailure() {
        return lastFailure;
    }

    void stop() {
        stopped = true;
    }
}
