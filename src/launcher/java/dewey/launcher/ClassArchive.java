package dewey.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The server's classes as the JVM holds them in memory, in a file that a start maps instead of reading and checking them one by one. The first
 * run lists what it loads and, when it is ready, has another JVM make the file. Nothing depends on it: what goes wrong leaves a start as it was.
 */
final class ClassArchive implements AutoCloseable {
    private static final List<String> USERS_OWN = List.of(
            "-Xshare",
            "-XX:SharedArchiveFile",
            "-XX:ArchiveClassesAtExit",
            "-XX:DumpLoadedClassList",
            "-XX:SharedClassListFile",
            "-XX:AOT");

    private static final String SUFFIX = ".jsa";

    /** In the list behind a class that neither the JVM nor its class path has, but a loader of Payara's; newer JVMs refuse a list in which they are incomplete. */
    private static final String OF_ANOTHER_LOADER = " source: ";

    private final Path archive;
    private final Path refused;
    private final Path half;
    private final Path list;
    private final boolean wanted;
    private boolean closed;
    private Process making;

    /**
     * @param directory is the archive's alone: what is not of this name is deleted
     * @param name stands for all that an archive must fit
     * @param javaOptions of the user, who may do without or have another
     */
    ClassArchive(Path directory, String name, List<String> javaOptions) {
        archive = directory.resolve(name + SUFFIX);
        // not a name that the JVM of a killed launcher may still be writing
        half = directory.resolve("half-" + ProcessHandle.current().pid() + SUFFIX);
        list = directory.resolve("loaded.txt");
        refused = directory.resolve(name + ".refused");
        wanted = javaOptions.stream().noneMatch(option -> USERS_OWN.stream().anyMatch(option::startsWith))
                && tidied(directory)
                && !Files.exists(refused);
    }

    /** For the server's JVM: to use the archive or, where there is none yet, to list the classes for one. */
    List<String> options() {
        if (!wanted) {
            return List.of();
        }
        // the JVM would do without its own archive, too, if it was told of one that is not there
        return List.of(Files.exists(archive) ? "-XX:SharedArchiveFile=" + archive : "-XX:DumpLoadedClassList=" + list);
    }

    /** Makes the archive of what has been listed so far unless it is there; returns at once. */
    synchronized void begin(Path java, String classPath, Path log) {
        if (!wanted || closed || making != null || !Files.exists(list) || Files.exists(archive)) {
            return;
        }
        begin(
                Stream.concat(
                                niceness(),
                                Stream.of(
                                        java.toString(),
                                        "-Xshare:dump",
                                        // another collector's archive has no objects in it; any can read them
                                        "-XX:+UseG1GC",
                                        "-Xmx1g",
                                        "-XX:SharedClassListFile=" + copied(),
                                        "-XX:SharedArchiveFile=" + half,
                                        "-cp",
                                        classPath))
                        .toList(),
                log);
    }

    /** As {@link #begin(Path, String, Path)}, by any command that writes {@link #half()}. */
    synchronized void begin(List<String> command, Path log) {
        try {
            making = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            making.onExit().thenAccept(this::keep);
        } catch (IOException e) {
            // the next start tries again
        }
    }

    Path half() {
        return half;
    }

    private synchronized void keep(Process ended) {
        try {
            if (ended.exitValue() == 0 && !closed) {
                Files.move(half, archive, StandardCopyOption.ATOMIC_MOVE);
            } else if (ended.exitValue() == 1) {
                // this Java will refuse it at the next start, too
                Files.writeString(refused, "");
            }
            Files.deleteIfExists(half);
            Files.deleteIfExists(copy());
        } catch (IOException e) {
            // the next start tidies up and tries again
        }
    }

    /** Ends the making, if it still goes on. */
    @Override
    public void close() {
        Process running;
        synchronized (this) {
            closed = true;
            running = making;
        }
        if (running != null && running.isAlive()) {
            running.destroyForcibly();
        }
    }

    /** The server goes on writing to its list, and may be within a line. */
    private Path copied() {
        try {
            String text = Files.readString(list, StandardCharsets.UTF_8);
            return Files.write(
                    copy(),
                    text.substring(0, text.lastIndexOf('\n') + 1)
                            .lines()
                            .filter(line -> !line.contains(OF_ANOTHER_LOADER))
                            .toList());
        } catch (IOException e) {
            return list;
        }
    }

    private Path copy() {
        return list.resolveSibling("listed.txt");
    }

    private boolean tidied(Path directory) {
        try (Stream<Path> files = Files.list(Files.createDirectories(directory))) {
            for (Path file : files.filter(file -> !file.equals(archive) && !file.equals(refused))
                    .toList()) {
                Files.delete(file);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Stream<String> niceness() {
        return SearchPath.find("nice").map(nice -> Stream.of(nice, "-n", "19")).orElse(Stream.empty());
    }
}
