package dewey.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The process of the server, and what it holds. */
public final class ServerProcess {
    private static final String TOTAL = "Total";

    private final ProcessHandle process;

    private ServerProcess(ProcessHandle process) {
        this.process = process;
    }

    public long id() {
        return process.pid();
    }

    static ServerProcess of(ProcessHandle process) {
        return new ServerProcess(process);
    }

    /** All threads that run Java. */
    List<JavaThread> threads() {
        return Stream.of(jcmd("Thread.print").split("\\R(?=\")"))
                .filter(thread -> thread.startsWith("\""))
                .map(thread -> new JavaThread(thread.substring(1, thread.indexOf('"', 1)), thread))
                .toList();
    }

    /** A thread: its name, and what the JVM prints of it, with its stack. */
    record JavaThread(String name, String stack) {}

    /** What is alive after a full collection: objects by the names of their classes. */
    public Map<String, Long> liveObjects() {
        Map<String, Long> objects = new HashMap<>();
        histogram()
                .filter(row -> row.length > 3)
                .forEach(row -> objects.merge(row[3], Long.parseLong(row[1]), Long::sum));
        return objects;
    }

    /** How many class loaders hold a class of this name after a full collection. */
    long loadersOf(String className) {
        liveBytes();
        return jcmd("VM.classloaders", "show-classes")
                .lines()
                .filter(line -> line.endsWith(" " + className))
                .count();
    }

    /** The bytes of all that is alive after a full collection. */
    public long liveBytes() {
        return histogram()
                .filter(row -> row[0].equals(TOTAL))
                .mapToLong(row -> Long.parseLong(row[2]))
                .findFirst()
                .orElseThrow();
    }

    /** The classes whose instances take most of what is alive, with their bytes. */
    public List<String> largest() {
        return histogram()
                .filter(row -> row.length > 3)
                .limit(12)
                .map(row -> row[3] + " " + row[2])
                .toList();
    }

    /** Processes that it has started and that run. */
    public long children() {
        return process.children().count();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Its threads whose names begin with none of these; none are seen where the system does not show them as files. */
    public long threadsBut(List<String> prefixes) {
        return entries("task").stream()
                .map(thread -> thread.resolve("comm"))
                .filter(name -> prefixes.stream().noneMatch(prefix -> startsWith(name, prefix)))
                .count();
    }

    /** The system keeps fifteen characters of a thread's name. */
    private static boolean startsWith(Path name, String prefix) {
        try {
            return Files.readString(name).startsWith(prefix.substring(0, Math.min(15, prefix.length())));
        } catch (IOException ended) {
            return true;
        }
    }

    /**
     * Open files and sockets, but for libraries, each of which stays open from the first time that it is needed; none are seen where the
     * system does not show them as files.
     */
    public long descriptors() {
        return entries("fd").stream().filter(each -> !isLibrary(each)).count();
    }

    private static boolean isLibrary(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().matches(".*\\.jar( \\(deleted\\))?");
        } catch (IOException closed) {
            return false;
        }
    }

    private List<Path> entries(String directory) {
        Path shown = Path.of("/proc", Long.toString(process.pid()), directory);
        if (!Files.isDirectory(shown)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(shown)) {
            return all.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Rows of number, instances, bytes, class, and the module in brackets. */
    private Stream<String[]> histogram() {
        return jcmd("GC.class_histogram")
                .lines()
                .map(String::strip)
                .filter(line -> line.matches("\\d+:.*") || line.startsWith(TOTAL))
                .map(line -> line.split("\\s+"));
    }

    private String jcmd(String... command) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(process.pid())));
        line.addAll(List.of(command));
        try {
            Process jcmd = new ProcessBuilder(line).redirectErrorStream(true).start();
            String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (jcmd.waitFor() != 0) {
                throw new IllegalStateException(text);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
