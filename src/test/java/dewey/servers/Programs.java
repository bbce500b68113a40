package dewey.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The programs that servers come with, run as an administrator runs them. */
public final class Programs {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(60);

    private Programs() {}

    /** Runs a program to its end; what it prints goes to the file. */
    static void run(Path directory, Path output, Map<String, String> environment, List<?> command)
            throws IOException, InterruptedException {
        Process process = begin(directory, output, environment, command);
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("it does not end: " + command + told(output));
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException("it ended with " + process.exitValue() + ": " + command + told(output));
        }
    }

    public static Process begin(Path directory, Path output, Map<String, String> environment, List<?> command)
            throws IOException {
        List<String> words = new ArrayList<>();
        command.forEach(word -> words.add(word.toString()));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // asadmin would take the java of the path
        builder.environment().put("AS_JAVA", System.getProperty("java.home"));
        return builder.start();
    }

    static String told(Path output) throws IOException {
        return System.lineSeparator() + Files.readString(output);
    }

    /** Asks a process to end, and sees to it that it does. */
    public static void end(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(PATIENCE_AT_THE_END.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    public static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    public static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
