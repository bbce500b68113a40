package dewey.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The sessions that an earlier life of this node has begun and not ended: they are marked once what it left is stored. */
final class Crashes {
    private final Archive archive;
    private final SpoolDirectory directory;
    private final List<Line.Opened> unfinished;
    private boolean marked;

    Crashes(Archive archive, SpoolDirectory directory) {
        this.archive = archive;
        this.directory = directory;
        this.unfinished = directory.open().stream()
                .flatMap(text -> LineText.readable(text).stream())
                .filter(Line.Opened.class::isInstance)
                .map(Line.Opened.class::cast)
                .toList();
        this.marked = unfinished.isEmpty();
    }

    /** Marks them, once; answers whether it did. */
    boolean mark() throws NotStored {
        if (marked) {
            return false;
        }
        try {
            for (Line.Opened session : unfinished) {
                if (directory.isOpen(session.session())) {
                    archive.crashed(session);
                    directory.ended(session.session());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        marked = true;
        return true;
    }
}
