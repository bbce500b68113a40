package dewey.recording;

import dewey.conversations.Conversations;
import dewey.spool.Spool;
import dewey.spool.SpoolDirectory;
import java.io.IOException;
import java.util.List;

/** What one folder of the spool holds for the database: lines that wait, oldest first, and the sessions that a crash has cut off. */
final class Backlog {
    private final Archive archive;
    private final SpoolDirectory directory;
    private final Spool spool;
    private final Crashes crashes;

    Backlog(Archive archive, Conversations conversations, SpoolDirectory directory, Spool spool) {
        this.archive = archive;
        this.directory = directory;
        this.spool = spool;
        this.crashes = new Crashes(conversations, directory);
    }

    /** Stores about so many bytes of it; answers whether there may be more. */
    boolean storeSome(long bytes) throws NotStored, IOException {
        Spool.Batch batch = spool.first(bytes);
        if (batch.records().isEmpty()) {
            return crashes.mark();
        }
        store(batch.records().stream()
                .flatMap(record -> LineText.readable(record).stream())
                .toList());
        spool.release(batch);
        return true;
    }

    /** Stores lines of the same sessions that are newer than all that waits here. */
    void store(List<Line> lines) throws NotStored, IOException {
        archive.store(lines);
        for (Line line : lines) {
            if (line instanceof Line.Noted noted && noted.last()) {
                directory.ended(noted.session());
            }
        }
    }

    long records() {
        return spool.records();
    }

    void close() throws IOException {
        spool.close();
        directory.leave();
    }
}
