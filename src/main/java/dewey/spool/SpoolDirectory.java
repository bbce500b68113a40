package dewey.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The folder that is this node's own for as long as it runs: its spool, and a small file for each session that has begun and not
 * ended. Several nodes may be given the same place: each takes the first folder in it that no other holds, with what a dead one
 * has left there.
 */
public final class SpoolDirectory {
    private static final System.Logger LOG = System.getLogger("dewey.recording");
    private static final int MOST_NODES = 1_000;
    private static final String SESSION = ".session";
    private static final String UNFINISHED = ".new";

    private final Path folder;
    private final FileChannel lock;

    private final boolean temporary;

    private SpoolDirectory(Path folder, FileChannel lock, boolean temporary) {
        this.folder = folder;
        this.lock = lock;
        this.temporary = temporary;
    }

    /** A folder in {@code place}, or in a temporary one when that cannot be used. */
    public static SpoolDirectory takeInOrElsewhere(Path place) throws IOException {
        try {
            return takeIn(place, false);
        } catch (IOException e) {
            Path instead = Files.createTempDirectory("dewey-spool");
            LOG.log(
                    Level.WARNING,
                    "dewey.recording.spool-directory cannot be used ({0}); what is spooled goes to {1}, which may not survive a restart",
                    e,
                    instead);
            return takeIn(instead, true);
        }
    }

    private static SpoolDirectory takeIn(Path place, boolean temporary) throws IOException {
        createPrivate(place);
        for (int node = 1; node <= MOST_NODES; node++) {
            Path folder = place.resolve("node-" + node);
            Files.createDirectories(folder);
            Optional<SpoolDirectory> taken = take(folder, temporary);
            if (taken.isPresent()) {
                return taken.get();
            }
        }
        throw new IOException("all " + MOST_NODES + " folders in " + place + " are in use");
    }

    private static Optional<SpoolDirectory> take(Path folder, boolean temporary) throws IOException {
        FileChannel lock =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (isMine(lock)) {
            SpoolDirectory taken = new SpoolDirectory(folder, lock, temporary);
            for (Path unfinished : taken.files(UNFINISHED)) {
                Files.delete(unfinished);
            }
            return Optional.of(taken);
        }
        lock.close();
        return Optional.empty();
    }

    /**
     * Another folder in {@code place} which no node holds and something is left in, if there is one. This node's own is not even looked
     * at: to close a file that one has locked ends the lock.
     */
    public Optional<SpoolDirectory> takeAbandoned(Path place) throws IOException {
        for (int node = 1; node <= MOST_NODES; node++) {
            Path other = place.resolve("node-" + node);
            if (!Files.isDirectory(other) || other.equals(folder)) {
                continue;
            }
            Optional<SpoolDirectory> taken = take(other, false);
            if (taken.isPresent() && taken.get().holdsSomething()) {
                return taken;
            } else if (taken.isPresent()) {
                taken.get().leave();
            }
        }
        return Optional.empty();
    }

    private boolean holdsSomething() throws IOException {
        return !files(SESSION).isEmpty() || !files(Spool.SUFFIX).isEmpty();
    }

    private List<Path> files(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    /** What is spooled is what people said: for the eyes of this user only, where the system knows how. */
    private static void createPrivate(Path place) throws IOException {
        if (Files.isDirectory(place)) {
            return;
        }
        if (place.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    place, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(place);
        }
    }

    private static boolean isMine(FileChannel lock) throws IOException {
        try {
            FileLock held = lock.tryLock();
            return held != null;
        } catch (OverlappingFileLockException e) {
            // another deployment in this very process
            return false;
        }
    }

    /** Whether it is not where it was asked for. */
    public boolean isTemporary() {
        return temporary;
    }

    public Path folder() {
        return folder;
    }

    /** Remembers that a session has begun; {@code line} is what is needed to begin its conversation. */
    public void begun(UUID session, byte[] line) throws IOException {
        Path written = folder.resolve(session + UNFINISHED);
        try {
            Files.write(written, line);
            Files.move(written, file(session), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(written);
            throw e;
        }
    }

    public boolean isOpen(UUID session) {
        return Files.exists(file(session));
    }

    /** The end of a session is stored. */
    public void ended(UUID session) throws IOException {
        Files.deleteIfExists(file(session));
    }

    /** The sessions that have begun and not ended. */
    public List<byte[]> open() {
        try {
            List<byte[]> lines = new ArrayList<>();
            for (Path file : files(SESSION)) {
                if (Files.size(file) == 0) {
                    // the machine went down before its content was on the disk
                    Files.delete(file);
                } else {
                    lines.add(Files.readAllBytes(file));
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(UUID session) {
        return folder.resolve(session + SESSION);
    }

    public void leave() throws IOException {
        lock.close();
    }
}
