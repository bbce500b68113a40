package dewey.launcher;

import dewey.launcher.LaunchSettings.DatabaseAddress;
import dewey.servers.Programs;
import dewey.servers.Server;
import dewey.servers.Started;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * The server of the build with Dewey, for a benchmark: with the JVM's options of a server, and its own bare echo beside.
 *
 * @param address where Dewey is
 * @param echo a WebSocket of the same kind of server that says back what it hears
 * @param pid of the server with Dewey
 */
record MeasuredServer(URI address, URI echo, long pid) {
    private static final List<String> OPTIONS =
            List.of("-XX:TieredStopAtLevel=4", "-XX:-UseSerialGC", "-XX:+UseParallelGC", "-Xms1g", "-Xmx1g");

    private static final String ECHO = "echo.war";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int POLL_MS = 200;

    /** @param settings of Dewey by name, none of them with a space in it */
    static MeasuredServer start(
            DataDirectory directory, DatabaseAddress database, Map<String, String> settings, Started started)
            throws Exception {
        List<String> options = new ArrayList<>(OPTIONS);
        settings.forEach((name, value) -> options.add("-D" + name + "=" + value));
        return switch (Server.chosen()) {
            case WILDFLY -> wildFly(directory, database, String.join(" ", options), started);
            case PAYARA_MICRO -> payaraMicro(directory, database, String.join(" ", options), started);
            default -> throw new IllegalStateException("the benchmark knows WildFly and Payara Micro only");
        };
    }

    private static MeasuredServer wildFly(
            DataDirectory directory, DatabaseAddress database, String options, Started started) throws Exception {
        System.setProperty("dewey.test.java-options", options);
        Path base = directory.emptied("wildfly");
        var server = Server.WILDFLY.start(
                base,
                Map.of(
                        "DEWEY_DB_URL",
                        database.jdbcUrl(),
                        "DEWEY_DB_USER",
                        database.user(),
                        "DEWEY_DB_PASSWORD",
                        database.password()));
        started.push(server);
        Path deployments = base.resolve("standalone/deployments");
        writeEcho(deployments.resolve(ECHO));
        Path failed = deployments.resolve(ECHO + ".failed");
        await(
                "the echo is deployed",
                () -> Files.exists(deployments.resolve(ECHO + ".deployed")),
                () -> !Files.exists(failed));
        return new MeasuredServer(
                server.address(),
                URI.create("ws://" + server.address().getAuthority() + "/echo/echo"),
                server.process().pid());
    }

    private static MeasuredServer payaraMicro(
            DataDirectory directory, DatabaseAddress database, String options, Started started) throws Exception {
        int port = Programs.freePort();
        LaunchSettings settings = LaunchSettings.from(
                Map.of("DEWEY_PORT", Integer.toString(port), "DEWEY_JAVA_OPTS", options), directory.resolve("home"));
        ApplicationServer server = new ApplicationServer(settings, directory, System.out);
        started.push(server::stop);
        server.begin(database);
        server.awaitReady();
        return new MeasuredServer(
                URI.create("http://127.0.0.1:" + port + "/"), payaraEcho(directory, started), server.pid());
    }

    /** In a server of its own, because Payara Micro is given its applications by its command. */
    private static URI payaraEcho(DataDirectory directory, Started started) throws Exception {
        Path war = directory.resolve(ECHO);
        writeEcho(war);
        Path driver = Path.of(System.getProperty("dewey.launcher.postgresql-driver"));
        UnpackedPayaraMicro payara = UnpackedPayaraMicro.copied(
                Path.of(System.getProperty("dewey.launcher.payara-micro")), directory.emptied("payara-micro-echo"));
        int port = Programs.freePort();
        Path output = directory.resolve("logs/echo.log");
        List<String> command = Stream.of(
                        Stream.of(Programs.java().toString()),
                        OPTIONS.stream(),
                        payara.command(driver).stream(),
                        Stream.of("--nocluster", "--disablephonehome", "--port", Integer.toString(port)),
                        Stream.of("--deploy", war.toString()))
                .flatMap(part -> part)
                .toList();
        Process echo = Programs.begin(war.getParent(), output, Map.of(), command);
        started.push(() -> Programs.end(echo.toHandle()));
        await(
                "the echo is ready (its log: " + output + ")",
                () -> Files.readString(output).contains(" ready in "),
                echo::isAlive);
        return URI.create("ws://127.0.0.1:" + port + "/echo/echo");
    }

    private static void writeEcho(Path file) {
        ShrinkWrap.create(WebArchive.class, ECHO)
                .addClass(Echo.class)
                // WildFly's threads as Dewey has them: its default container is slower
                .addAsWebInfResource(
                        new StringAsset("<jboss-web><servlet-container>dewey</servlet-container></jboss-web>"),
                        "jboss-web.xml")
                .as(ZipExporter.class)
                .exportTo(file.toFile(), true);
    }

    private static void await(String what, Callable<Boolean> happened, BooleanSupplier mayHappen) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!happened.call()) {
            if (!mayHappen.getAsBoolean() || System.nanoTime() > until) {
                throw new IllegalStateException("it does not happen that " + what);
            }
            Thread.sleep(POLL_MS);
        }
    }
}
