package dewey.recording;

import dewey.spool.Spool;
import dewey.spool.SpoolDirectory;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Puts what was tapped where it is safe, on a thread of its own: into the database when nothing older waits and it answers soon, else
 * into the spool. What is neither stored nor spooled keeps its room in the intake, and when that is full the taps count what is
 * missing: the one place where anything can be lost.
 */
final class Keeper implements Runnable {
    private static final System.Logger LOG = System.getLogger("dewey.recording");
    /**
     * Longer than a commit on a busy disk. When an application is killed, what came within this time may be lost, and within what it
     * takes to write the spool.
     */
    private static final long PATIENCE_MS = 500;

    private static final long PAUSE_MS = 250;

    private final Intake intake;
    private final Writer writer;
    private final Spool spool;
    private final SpoolDirectory directory;
    private volatile String lastFailure;
    private volatile String lastFailureToRemember;
    private volatile boolean gaveUp;
    private boolean interrupted;

    Keeper(Intake intake, Writer writer, Spool spool, SpoolDirectory directory) {
        this.intake = intake;
        this.writer = writer;
        this.spool = spool;
        this.directory = directory;
    }

    @Override
    public void run() {
        for (List<Entry> group = take(); !group.isEmpty(); group = take()) {
            keep(lines(group));
            intake.release(group);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Entry> take() {
        while (true) {
            try {
                return intake.take();
            } catch (InterruptedException e) {
                // the container wants the thread back: what is there is spooled without waiting for anything
                interrupted = true;
                intake.close();
            }
        }
    }

    private List<Line> lines(List<Entry> group) {
        List<Line> lines = new ArrayList<>(group.size());
        for (Entry entry : group) {
            try {
                lines.addAll(entry.transcript().lines(entry));
            } catch (RuntimeException e) {
                // a fault of ours in reading one message must not end the record of all others
                LOG.log(Level.ERROR, "message " + entry.sequence() + " could not be read", e);
                lines.add(entry.transcript().unreadable(entry));
            }
        }
        return lines;
    }

    private void keep(List<Line> lines) {
        remember(lines);
        while (!stored(lines) && !spooled(lines)) {
            if (gaveUp) {
                LOG.log(Level.ERROR, "{0} lines of the record are lost: {1}", lines.size(), lastFailure);
                return;
            }
            pause();
        }
    }

    private void remember(List<Line> lines) {
        for (Line line : lines) {
            if (line instanceof Line.Opened opened) {
                try {
                    directory.begun(opened.session(), LineText.write(opened));
                    lastFailureToRemember = null;
                } catch (IOException e) {
                    lastFailureToRemember = failed(e, lastFailureToRemember);
                }
            }
        }
    }

    private boolean stored(List<Line> lines) {
        if (interrupted || !spool.isEmpty()) {
            return false;
        }
        try {
            boolean stored = writer.store(lines, PATIENCE_MS);
            if (stored) {
                // nothing waits for the spool any more
                lastFailure = null;
            }
            return stored;
        } catch (InterruptedException e) {
            interrupted = true;
            intake.close();
            return false;
        }
    }

    private boolean spooled(List<Line> lines) {
        try {
            boolean room = spool.append(lines.stream().map(LineText::write).toList());
            lastFailure = room ? null : "the spool is full";
            return room;
        } catch (IOException e) {
            lastFailure = failed(e, lastFailure);
            return false;
        }
    }

    /** In words; told to the log when it did not fail before. */
    private static String failed(IOException e, String before) {
        if (before == null) {
            LOG.log(Level.ERROR, "the spool cannot be written", e);
        }
        return "the spool cannot be written: " + e.getClass().getSimpleName();
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            interrupted = true;
            intake.close();
        }
    }

    /** Why the spool could not take something the last time; null when it could, or when nothing is left to be taken. */
    String lastFailure() {
        return lastFailure != null ? lastFailure : lastFailureToRemember;
    }

    /** Lets go of what can neither be stored nor spooled: the application ends. */
    void giveUp() {
        gaveUp = true;
    }
}
