package dewey.deployment;

import dewey.servers.ApplicationServer;
import dewey.servers.Server;
import dewey.servers.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** PostgreSQL and the server of the build, started in this order and ended in the reverse one. */
final class Machine implements AutoCloseable {
    private static final int SHOWN_OF_LOG = 8_000;

    private final Started started = new Started();
    private RunningDewey dewey;

    private Machine() {}

    static Machine start() {
        Machine machine = new Machine();
        Path directory = Path.of(required("dewey.test.directory"));
        try {
            machine.startIn(directory);
            return machine;
        } catch (Exception e) {
            machine.close();
            String log = new ServerLog(directory.resolve("tmp")).text();
            throw new IllegalStateException(
                    "The server did not start: " + log.substring(Math.max(0, log.length() - SHOWN_OF_LOG)), e);
        }
    }

    RunningDewey dewey() {
        return dewey;
    }

    private void startIn(Path directory) throws Exception {
        deleteAll(directory);
        Files.createDirectories(directory.resolve("import"));
        Files.createDirectories(directory.resolve("tmp"));
        new UpstreamsFile(directory).reset();
        Postgres postgres = new Postgres(
                Integer.parseInt(System.getenv("DEWEY_TEST_POSTGRESQL_PORT")), directory.resolve("postgresql"));
        started.push(postgres);
        postgres.start();
        ApplicationServer server = Server.chosen().start(directory, Map.of());
        started.push(server);
        dewey = new RunningDewey(server, postgres, directory);
    }

    private static String required(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException("Container tests need the build around them: mvn verify -Dit.test=…");
        }
        return value;
    }

    private static void deleteAll(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (var files = Files.walk(directory)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void close() {
        started.close();
    }
}
