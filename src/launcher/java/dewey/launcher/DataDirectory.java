package dewey.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/** The directory that outlives a run. While it is open, no other instance can open it. */
final class DataDirectory implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /** Makes the directory if need be, for its owner only, and locks it; the lock goes with the process, however that ends. */
    static DataDirectory open(Path path) throws CannotStart {
        try {
            if (!Files.isDirectory(path)) {
                createForOwner(path);
            }
            FileChannel channel =
                    FileChannel.open(path.resolve("dewey.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new CannotStart("Another Dewey is running on the data directory " + path
                        + "; stop it, or set DEWEY_DATA_DIR to another directory.");
            }
            return new DataDirectory(path, channel, lock);
        } catch (FileAlreadyExistsException e) {
            throw new CannotStart("The data directory " + path + " cannot be used: it is a file.", e);
        } catch (IOException e) {
            throw new CannotStart("The data directory " + path + " cannot be used: " + e + ".", e);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            return null;
        }
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** An empty directory of that name, whatever an earlier run has left there. */
    Path emptied(String name) throws IOException {
        Path directory = resolve(name);
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(directory);
    }

    /** Writes a file that only its owner can read. */
    static void writeSecret(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        if (supportsPosix(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, text);
    }

    private static void createForOwner(Path path) throws IOException {
        Files.createDirectories(path.getParent());
        if (supportsPosix(path)) {
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectory(path);
        }
    }

    private static boolean supportsPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
