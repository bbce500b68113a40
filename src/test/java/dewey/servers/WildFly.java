package dewey.servers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** WildFly, configured by {@code server-config/wildfly/dewey.cli}. */
final class WildFly implements ApplicationServer {
    private static final String CONFIGURATION = "standalone-microprofile.xml";
    private static final long PATIENCE_SECONDS = 300;

    private static final String LOOPBACK = "127.0.0.1";

    private final Process process;
    private final Path base;
    private final Path output;
    private final int port;
    private final int managementPort;

    private WildFly(Process process, Path base, Path output, int port, int managementPort) {
        this.process = process;
        this.base = base;
        this.output = output;
        this.port = port;
        this.managementPort = managementPort;
    }

    static WildFly start(Path directory, Map<String, String> environment) throws Exception {
        Path home = Built.home();
        configure(home, directory);
        Path base = directory.resolve("standalone");
        copy(home.resolve("standalone"), base);
        Files.copy(Built.war(), base.resolve("deployments/dewey.war"));
        Map<String, String> all =
                new HashMap<>(environment.containsKey("DEWEY_DB_URL") ? Map.of() : Server.database("postgres"));
        all.putAll(environment);
        int port = Programs.freePort();
        int managementPort = Programs.freePort();
        Path output = directory.resolve("wildfly.txt");
        Process process = Programs.begin(
                directory,
                output,
                all,
                command(
                        "-Djava.io.tmpdir=" + directory.resolve("tmp"),
                        "-jar",
                        home.resolve("jboss-modules.jar"),
                        "-mp",
                        home.resolve("modules"),
                        "org.jboss.as.standalone",
                        "-c",
                        CONFIGURATION,
                        "-Djboss.home.dir=" + home,
                        "-Djboss.server.base.dir=" + base,
                        "-b",
                        environment.getOrDefault("DEWEY_HOST", LOOPBACK),
                        "-Djboss.http.port=" + port,
                        "-Djboss.https.port=" + Programs.freePort(),
                        "-Djboss.management.http.port=" + managementPort));
        WildFly server = new WildFly(process, base, output, port, managementPort);
        try {
            server.awaitDeployment();
            return server;
        } catch (IOException | InterruptedException | IllegalStateException e) {
            server.close();
            throw e;
        }
    }

    /** The options that tests start with; a benchmark gives others by a property of the system. */
    private static List<Object> command(Object... rest) {
        List<Object> command = new ArrayList<>(List.of(Programs.java()));
        command.addAll(List.of(
                System.getProperty("dewey.test.java-options", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx768m")
                        .split(" ")));
        command.addAll(List.of(rest));
        return command;
    }

    /** Again in each run: the script says that it may be. */
    private static void configure(Path home, Path directory) throws IOException, InterruptedException {
        Files.copy(Built.driver(), directory.resolve("postgresql.jar"), StandardCopyOption.REPLACE_EXISTING);
        Path script = Built.configuration("wildfly").resolve("dewey.cli");
        Programs.run(
                directory,
                directory.resolve("cli.txt"),
                Map.of("JBOSS_HOME", home.toString()),
                List.of("sh", home.resolve("bin/jboss-cli.sh"), "--file=" + script));
    }

    private void awaitDeployment() throws IOException, InterruptedException {
        Path deployed = base.resolve("deployments/dewey.war.deployed");
        Path failed = base.resolve("deployments/dewey.war.failed");
        for (long waited = 0; !Files.exists(deployed); waited++) {
            if (!process.isAlive() || Files.exists(failed) || waited > PATIENCE_SECONDS * 4) {
                throw new IllegalStateException("Dewey was not deployed" + Programs.told(output));
            }
            TimeUnit.MILLISECONDS.sleep(250);
        }
    }

    /** Without what is temporary: a server that starts deletes it, and once what it had just unpacked beside it. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each :
                    all.filter(path -> !path.startsWith(from.resolve("tmp"))).toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }

    @Override
    public URI address() {
        return URI.create("http://" + LOOPBACK + ":" + port + "/");
    }

    @Override
    public URI health() {
        return URI.create("http://" + LOOPBACK + ":" + managementPort + "/");
    }

    @Override
    public ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public Path logs() {
        return base.resolve("log");
    }

    @Override
    public void close() {
        Programs.end(process.toHandle());
    }
}
