package dewey.launcher;

import dewey.launcher.LaunchSettings.DatabaseAddress;
import dewey.servers.Programs;
import dewey.servers.Started;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Measures Dewey beside its floors, from nothing: {@code ./mvnw -ntp -DskipTests package exec:java@benchmark}, on WildFly with
 * {@code -Pwildfly}. Starts a PostgreSQL and the server with the JVM's options of a server, warms it up, has {@code benchmarks/Load.java} and
 * {@code benchmarks/RelayCost.java} measure, and ends all.
 *
 * <p>{@code -Dbenchmark="…"} has options of Load's; {@code relay} alone measures only the relay, {@code serve} starts everything, says where
 * it is, and waits. What it writes is in {@code target/benchmark}: {@code load.md}, {@code load.svg}, {@code relay.md}.
 */
public final class Benchmark {
    private static final Path OUT = Path.of("target/benchmark").toAbsolutePath();
    private static final Path PROGRAMS = Path.of("benchmarks").toAbsolutePath();
    /** Whatever of them is not there is left out. */
    private static final String HAPROXY = "haproxy";

    /** The server's, and those of a floor with 64 clients that may not all have gone yet. */
    private static final int CONNECTIONS = 200;

    private static final Logger LIBRARY = Logger.getLogger("io.zonky");

    private final Started started = new Started();
    private final List<String> arguments;
    private MeasuredServer server;
    private DatabaseAddress database;
    private int upstream;

    private Benchmark(List<String> arguments) {
        this.arguments = arguments;
    }

    public static void main(String[] none) throws Exception {
        Benchmark benchmark =
                new Benchmark(Stream.of(System.getProperty("benchmark", "").split("\\s+"))
                        .filter(word -> !word.isEmpty())
                        .toList());
        LIBRARY.setLevel(Level.WARNING);
        Thread end = new Thread(benchmark.started::close, "end");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            benchmark.start();
            benchmark.measure();
        } finally {
            // Maven's exit is too late for it: the classes are gone by then
            benchmark.started.close();
        }
    }

    private void start() throws Exception {
        DataDirectory directory = DataDirectory.open(OUT.resolve("data"));
        started.push(directory);
        EmbeddedDatabase postgresql = new EmbeddedDatabase(directory, CONNECTIONS);
        started.push(postgresql::stop);
        database = postgresql.prepare();
        postgresql.start();
        Files.createDirectories(directory.resolve("logs"));
        upstream = Programs.freePort();
        begin(
                "upstream",
                List.of(Programs.java().toString(), source("RelayCost"), "upstream", Integer.toString(upstream)));
        Path upstreams = directory.resolve("upstreams.json");
        Files.writeString(
                upstreams,
                """
                {"mcpServers": {"relayed": {"url": "ws://127.0.0.1:%1$d/", "record": false}, "recorded": {"url": "ws://127.0.0.1:%1$d/"}}}
                """
                        .formatted(upstream));
        server = MeasuredServer.start(
                directory,
                database,
                Map.of(
                        "dewey.proxy.upstreams-file",
                        upstreams.toString(),
                        "dewey.recording.spool-directory",
                        directory.resolve("spool").toString()),
                started);
    }

    private void measure() throws Exception {
        if (arguments.equals(List.of("serve"))) {
            System.out.printf(
                    "Dewey at %s (process %d), its server's echo at %s%nPostgreSQL at %s%nPress Ctrl-C to end.%n",
                    server.address(), server.pid(), server.echo(), jdbcUrl());
            Thread.currentThread().join();
        }
        if (!arguments.equals(List.of("relay"))) {
            print("Warming up …");
            // the JVM's compiler still has much to do after the first minutes on two cores
            load(List.of(
                    "--rounds",
                    "1",
                    "--ways",
                    "ws,http",
                    "--out",
                    OUT.resolve("warm-up").toString()));
            print("Measuring …");
            load(Stream.concat(Stream.of("--out", OUT.resolve("load").toString()), arguments.stream())
                    .toList());
        }
        if (arguments.isEmpty() || arguments.equals(List.of("relay"))) {
            relay();
        }
    }

    private void load(List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Programs.java().toString(),
                "-cp",
                System.getProperty("dewey.launcher.postgresql-driver"),
                source("Load"),
                "--ws",
                ws("mcp"),
                "--http",
                server.address().resolve("mcp").toString(),
                "--echo",
                server.echo().toString(),
                "--database",
                jdbcUrl(),
                "--pid",
                Long.toString(server.pid()),
                "--seconds",
                "2",
                "--warmup",
                "1"));
        command.addAll(options);
        succeed(new ProcessBuilder(command).inheritIO().start());
    }

    private void relay() throws IOException, InterruptedException {
        print("Measuring the relay …");
        Map<String, URI> ways = new LinkedHashMap<>();
        ways.put("direct", URI.create("ws://127.0.0.1:" + upstream + "/"));
        if (SearchPath.find(HAPROXY).isPresent()) {
            ways.put(HAPROXY, haproxy());
        }
        ways.put("echo", server.echo());
        ways.put("relay", URI.create(ws("proxy/relayed")));
        ways.put("recorded", URI.create(ws("proxy/recorded")));
        List<String> command = new ArrayList<>(List.of(Programs.java().toString(), source("RelayCost")));
        ways.forEach((name, address) -> command.add(name + "=" + address));
        command.addAll(List.of("--pids", "relay=" + server.pid() + ",recorded=" + server.pid(), "--seconds", "3"));
        Path table = OUT.resolve("relay.md");
        succeed(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(table.toFile())
                .start());
        print(Files.readString(table));
    }

    private URI haproxy() throws IOException {
        int port = Programs.freePort();
        Path configuration = OUT.resolve("haproxy.cfg");
        Files.writeString(
                configuration,
                Files.readString(PROGRAMS.resolve("haproxy.cfg"))
                        .replace(":9302", ":" + port)
                        .replace(":9301", ":" + upstream));
        begin(HAPROXY, List.of(SearchPath.find(HAPROXY).orElseThrow(), "-db", "-f", configuration.toString()));
        return URI.create("ws://127.0.0.1:" + port + "/");
    }

    private void begin(String name, List<String> command) throws IOException {
        Process process = Programs.begin(OUT, OUT.resolve(name + ".log"), Map.of(), command);
        started.push(() -> Programs.end(process.toHandle()));
    }

    private String jdbcUrl() {
        return database.jdbcUrl() + "?user=" + database.user() + "&password=" + database.password();
    }

    private String ws(String path) {
        return "ws://" + server.address().getAuthority() + "/" + path;
    }

    private static String source(String name) {
        return PROGRAMS.resolve(name + ".java").toString();
    }

    private void succeed(Process process) throws InterruptedException {
        // where the benchmark is ended in the midst of it
        started.push(() -> Programs.end(process.toHandle()));
        if (process.waitFor() != 0) {
            throw new IllegalStateException("it ended with " + process.exitValue() + "; what is above tells why");
        }
    }

    private static void print(String text) {
        System.out.println(text);
    }
}
