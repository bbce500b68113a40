package dewey.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Records on disk that wait to be taken, in the order in which they were appended; bounded. What is here survives a crash of the
 * application, and of the machine. How far they were taken does not: after a crash some are seen again.
 */
public final class Spool {
    private static final System.Logger LOG = System.getLogger("dewey.recording");
    static final String SUFFIX = ".spool";
    private static final String NAME = "%016d" + SUFFIX;
    private static final long SEGMENT_BYTES = 16L << 20;

    private final Path directory;
    private final long maxBytes;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private long nextNumber = 1;
    /** Of the first segment. */
    private long takenBytes;

    private long takenRecords;
    // figures for those who must not wait while the disk is written
    private volatile long records;
    private volatile long bytes;

    /** The first records, to be released when they are stored. */
    public record Batch(List<byte[]> records, long end) {}

    public Spool(Path directory, long maxBytes) throws IOException {
        this.directory = directory;
        this.maxBytes = maxBytes;
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> left = files.filter(file -> file.getFileName().toString().matches("\\d{16}\\.spool"))
                    .sorted()
                    .toList();
            for (Path file : left) {
                adopt(file);
            }
        }
        count();
    }

    private void adopt(Path file) throws IOException {
        nextNumber = Long.parseLong(file.getFileName().toString().substring(0, 16)) + 1;
        Segment segment = Segment.leftover(file);
        long torn = segment.torn();
        if (torn > 0) {
            LOG.log(
                    Level.WARNING,
                    "the last {0} bytes of {1} were not written to their end; they are left out",
                    torn,
                    file);
        }
        if (segment.records() == 0) {
            segment.delete();
        } else {
            segments.add(segment);
        }
    }

    /** Appends all records, forced to the disk, or none because there is no room. */
    public synchronized boolean append(List<byte[]> records) throws IOException {
        long size = records.stream().mapToLong(record -> record.length).sum();
        if (bytes + size > maxBytes) {
            return false;
        }
        Segment last = segments.peekLast();
        if (last == null || !last.canGrow() || last.length() > SEGMENT_BYTES) {
            if (last != null) {
                last.close();
            }
            last = Segment.create(directory.resolve(NAME.formatted(nextNumber++)));
            segments.add(last);
        }
        try {
            last.append(records);
        } catch (IOException e) {
            // a part of them may be in the file: what follows them goes into another
            last.close();
            if (last.records() == 0) {
                segments.removeLast();
                last.delete();
            }
            throw e;
        }
        count();
        return true;
    }

    /** The first records, about so many bytes; empty when there are none. */
    public synchronized Batch first(long about) {
        try {
            while (!segments.isEmpty()) {
                Segment first = segments.getFirst();
                Segment.Part part = first.read(takenBytes, about);
                if (!part.records().isEmpty()) {
                    return new Batch(part.records(), part.end());
                }
                drop(first);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Batch(List.of(), 0);
    }

    /** The batch that {@link #first} gave last is stored. */
    public synchronized void release(Batch batch) {
        Segment first = segments.getFirst();
        takenBytes = batch.end();
        takenRecords += batch.records().size();
        count();
        try {
            if (takenBytes >= first.length()) {
                drop(first);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void drop(Segment first) throws IOException {
        segments.remove(first);
        takenBytes = 0;
        takenRecords = 0;
        count();
        first.delete();
    }

    public boolean isEmpty() {
        return records == 0;
    }

    /** How many records wait. */
    public long records() {
        return records;
    }

    /** How many bytes they take on the disk, those of the first file that were taken included. */
    public long bytes() {
        return bytes;
    }

    private void count() {
        records = segments.stream().mapToLong(Segment::records).sum() - takenRecords;
        bytes = segments.stream().mapToLong(Segment::length).sum();
    }

    public synchronized void close() throws IOException {
        for (Segment segment : segments) {
            segment.close();
        }
    }
}
