package dewey.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The launcher in a process of its own, as its users start it. */
public final class LaunchedDewey {
    private static final int START_SECONDS = 240;
    private static final int STOP_SECONDS = 60;
    private static final Map<String, String> BUILT = Map.of(
            "war", "dewey.test.war",
            "payara-micro", "dewey.test.payara-micro-unpacked",
            "postgresql-driver", "dewey.test.postgresql-driver",
            "server-config", "dewey.test.server-config");

    private final Process process;
    private final Path directory;
    private final Path output;
    private final int port;

    private LaunchedDewey(Process process, Path directory, Path output, int port) {
        this.process = process;
        this.directory = directory;
        this.output = output;
        this.port = port;
    }

    /** Starts it and returns at once. */
    public static LaunchedDewey begin(Path directory, int port, Map<String, String> environment) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        BUILT.forEach((name, property) -> command.add("-Ddewey.launcher." + name + "=" + System.getProperty(property)));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dewey.launcher.Dewey"));
        Path output = Files.createTempFile(directory.getParent(), "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        // the build sets some for the server of the other tests
        builder.environment().keySet().removeIf(name -> name.startsWith("DEWEY_"));
        builder.environment().put("DEWEY_DATA_DIR", directory.toString());
        builder.environment().put("DEWEY_PORT", Integer.toString(port));
        // no archive of classes: making one would take half a minute of processor time beside the tests
        builder.environment().put("DEWEY_JAVA_OPTS", "-Xshare:auto");
        builder.environment().putAll(environment);
        return new LaunchedDewey(builder.start(), directory, output, port);
    }

    public LaunchedDewey awaitReady() throws InterruptedException {
        return awaitOutput("Press Ctrl-C to stop.");
    }

    LaunchedDewey awaitOutput(String text) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!output().contains(text)) {
            assertThat(process.isAlive() && System.nanoTime() < until)
                    .as(output())
                    .isTrue();
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return this;
    }

    public URI mcp() {
        return URI.create("ws://localhost:" + port + "/mcp");
    }

    public URI http(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    /** A connection of the test's own to its database, for what must stay open. */
    public Connection database() throws IOException, SQLException {
        String databasePort = Files.readAllLines(directory.resolve("postgresql/postmaster.pid"))
                .get(3);
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:" + databasePort.strip() + "/dewey",
                "postgres",
                Files.readString(directory.resolve("postgresql.password")).strip());
    }

    public static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** What it has printed to its terminal. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the signal that Ctrl-C and a service manager send. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for its end, and gives its exit code. */
    public int exitCode() throws InterruptedException {
        assertThat(process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)).as(output()).isTrue();
        return process.exitValue();
    }

    /** Kills the launcher and nothing else; nobody gets to clean up. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Kills the launcher, the server, and the database where it is Dewey's own; nobody gets to clean up. */
    public void crash() throws InterruptedException, IOException {
        killEverything();
    }

    private void killEverything() throws InterruptedException, IOException {
        List<ProcessHandle> all = Stream.concat(
                        process.descendants(),
                        Stream.concat(fromFile("payara.pid"), fromFile("postgresql/postmaster.pid")))
                .flatMap(each -> Stream.concat(Stream.of(each), each.descendants()))
                .toList();
        process.destroyForcibly().waitFor();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private Stream<ProcessHandle> fromFile(String name) throws IOException {
        Path file = directory.resolve(name);
        return Files.exists(file)
                ? ProcessHandle.of(Long.parseLong(Files.readString(file).strip().split("\\s")[0])).stream()
                : Stream.empty();
    }

    /** Leaves no process behind, however the test ended. */
    public void end() throws IOException, InterruptedException {
        if (process.isAlive()) {
            terminate();
            process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        }
        killEverything();
    }
}
