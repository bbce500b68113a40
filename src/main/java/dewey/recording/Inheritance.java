package dewey.recording;

import dewey.conversations.Conversations;
import dewey.spool.Spool;
import dewey.spool.SpoolDirectory;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What other nodes with the same place for their spools have left when they died: taken over one folder at a time, for a node that does
 * not come back would keep its record to itself. Used by one thread.
 */
final class Inheritance {
    private static final System.Logger LOG = System.getLogger("dewey.recording");
    private static final long LOOK_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Archive archive;
    private final Conversations conversations;
    private final Path place;
    private final SpoolDirectory own;
    private long nextLook = System.nanoTime();
    private volatile Backlog taken;

    Inheritance(Archive archive, Conversations conversations, Path place, SpoolDirectory own) {
        this.archive = archive;
        this.conversations = conversations;
        this.place = place;
        this.own = own;
    }

    /** Stores about so many bytes of it; answers whether there may be more. */
    boolean storeSome(long bytes) throws NotStored, IOException {
        if (taken == null && !take()) {
            return false;
        }
        if (taken.storeSome(bytes)) {
            return true;
        }
        close();
        // there may be another folder
        nextLook = System.nanoTime();
        return true;
    }

    private boolean take() throws IOException {
        if (System.nanoTime() - nextLook < 0) {
            return false;
        }
        Optional<SpoolDirectory> folder = own.takeAbandoned(place);
        if (folder.isEmpty()) {
            nextLook = System.nanoTime() + LOOK_NANOS;
            return false;
        }
        taken = backlog(folder.get());
        LOG.log(
                Level.INFO,
                "another node has left its record in {0}, with {1} lines to be stored",
                folder.get().folder(),
                taken.records());
        return true;
    }

    private Backlog backlog(SpoolDirectory folder) throws IOException {
        try {
            return new Backlog(archive, conversations, folder, new Spool(folder.folder(), Long.MAX_VALUE));
        } catch (IOException | RuntimeException e) {
            folder.leave();
            throw e;
        }
    }

    long records() {
        Backlog now = taken;
        return now == null ? 0 : now.records();
    }

    /** Leaves it to others. */
    void close() throws IOException {
        if (taken != null) {
            taken.close();
            taken = null;
        }
    }
}
