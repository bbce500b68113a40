package dewey.limits;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Payara Micro with Dewey that is one of a cluster on this machine, on the PostgreSQL of the shared deployment. */
final class ClusterNode implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final int port;
    private final Path log;

    private ClusterNode(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** @param gridPorts those of the data grid: its own first */
    static ClusterNode start(Path directory, List<Integer> gridPorts, Map<String, String> environment)
            throws IOException {
        int port = freePort();
        Files.createDirectories(directory.resolve("tmp"));
        // the listener of the one-command run, with the data grid left on
        Path listener = Files.writeString(
                directory.resolve("listener.asadmin"),
                "set configs.config.server-config.network-config.network-listeners.network-listener.http-listener.address=127.0.0.1\n");
        String members = "tcpip:127.0.0.1:" + gridPorts.get(0) + ",127.0.0.1:" + gridPorts.get(1);
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-Djava.io.tmpdir=" + directory.resolve("tmp"),
                "-jar",
                System.getProperty("dewey.test.payara-micro"),
                "--disablephonehome",
                "--clustermode",
                members,
                "--startport",
                Integer.toString(gridPorts.get(0)),
                "--interfaces",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--contextroot",
                "/",
                "--addlibs",
                System.getProperty("dewey.test.postgresql-driver"),
                "--prebootcommandfile",
                listener.toString(),
                "--postbootcommandfile",
                System.getProperty("dewey.test.server-config") + "/pool.asadmin",
                "--deploy",
                System.getProperty("dewey.test.war")));
        builder.environment().putAll(environment);
        builder.environment()
                .put(
                        "DEWEY_RECORDING_SPOOL_DIRECTORY",
                        directory.resolve("spool").toString());
        Path log = directory.resolve("server.txt");
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        return new ClusterNode(builder.start(), port, log);
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    void awaitReady() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new IllegalStateException("the node did not start: " + log());
            }
            TimeUnit.MILLISECONDS.sleep(250);
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            URI health = URI.create("http://127.0.0.1:" + port + "/health/ready");
            HttpRequest request = HttpRequest.newBuilder(health)
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    URI mcp() {
        return URI.create("ws://127.0.0.1:" + port + "/mcp");
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
