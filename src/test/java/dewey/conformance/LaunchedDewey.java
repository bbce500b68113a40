package dewey.conformance;

import dewey.launcher.Dewey;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Dewey as its launcher runs it, with its own PostgreSQL, in a process of its own. */
final class LaunchedDewey implements AutoCloseable {
    static final String AUTHORIZATION_SERVER = "https://issuer.example.org/tenant";

    static final int SESSION_IDLE_SECONDS = 8;

    private static final long PATIENCE_SECONDS = 300;
    private static final int POLL_MS = 200;

    private final Process process;
    private final int port;

    private LaunchedDewey(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it, and waits until it is ready. */
    static LaunchedDewey with(Path war, Path directory) throws IOException, InterruptedException {
        int port = freePort();
        Path output = directory.resolve("launcher.txt");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Ddewey.launcher.war=" + war,
                        "-Ddewey.launcher.payara-micro=" + System.getProperty("dewey.test.payara-micro-unpacked"),
                        "-Ddewey.launcher.postgresql-driver=" + System.getProperty("dewey.test.postgresql-driver"),
                        "-Ddewey.launcher.server-config=" + System.getProperty("dewey.test.server-config"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Dewey.class.getName()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        // the other server of the tests is configured by these
        builder.environment().keySet().removeIf(name -> name.startsWith("DEWEY_"));
        builder.environment().put("DEWEY_DATA_DIR", directory.resolve("data").toString());
        builder.environment().put("DEWEY_SECURITY_AUTHORIZATION_SERVERS", AUTHORIZATION_SERVER);
        builder.environment().put("DEWEY_HTTP_SESSION_IDLE_TIMEOUT", SESSION_IDLE_SECONDS + "s");
        builder.environment().put("DEWEY_PORT", Integer.toString(port));
        // no archive of classes: making one would take half a minute of processor time beside the tests
        builder.environment().put("DEWEY_JAVA_OPTS", "-Xshare:auto");
        LaunchedDewey dewey = new LaunchedDewey(builder.start(), port);
        try {
            dewey.awaitReady(output);
            return dewey;
        } catch (IOException | InterruptedException | IllegalStateException e) {
            dewey.close();
            throw e;
        }
    }

    private void awaitReady(Path output) throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.readString(output).contains("Press Ctrl-C")) {
            if (!process.isAlive() || System.nanoTime() > until) {
                throw new IllegalStateException("Dewey did not start: " + Files.readString(output));
            }
            Thread.sleep(POLL_MS);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    URI http() {
        return URI.create("http://127.0.0.1:" + port + "/mcp");
    }

    URI webSocket() {
        return URI.create("ws://127.0.0.1:" + port + "/mcp");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
