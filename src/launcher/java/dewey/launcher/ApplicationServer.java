package dewey.launcher;

import dewey.launcher.LaunchSettings.DatabaseAddress;
import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Payara Micro as a child process, with the WAR at {@code /}. */
final class ApplicationServer {
    /**
     * Starts in half the time of the JVM's defaults and takes two thirds of the memory, which is what a laptop wants. By itself the heap would
     * begin with a 64th of the machine's memory, and touch a third of that before anything is collected. It begins so small that an -Xmx of the
     * user's, behind these, is not below it: such a JVM does not start. That its classes outgrow some size is no reason to collect before they
     * are all there.
     */
    private static final List<String> LAPTOP =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms96m", "-Xmx1g", "-XX:MetaspaceSize=192m");

    private static final Duration START_PATIENCE = Duration.ofMinutes(5);
    /** For what the server does beside waiting for running calls: the recorder's last records, the pool, its own services. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

    private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(40);
    private static final int POLL_MS = 100;

    private final LaunchSettings settings;
    private final DataDirectory directory;
    private final PrintStream terminal;
    private final Path pidFile;
    private ServerLog log;
    private volatile Process process;
    private UnpackedPayaraMicro payara;
    private volatile ClassArchive classes;

    ApplicationServer(LaunchSettings settings, DataDirectory directory, PrintStream terminal) {
        this.settings = settings;
        this.directory = directory;
        this.terminal = terminal;
        pidFile = directory.resolve("payara.pid");
    }

    /** Fails unless the port can be had, before anything is started. */
    void requireFreePort() throws CannotStart {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new java.net.InetSocketAddress(InetAddress.getByName(settings.host()), settings.port()));
        } catch (IOException e) {
            throw new CannotStart("Port " + settings.port() + " on " + settings.host() + " cannot be used ("
                    + e.getMessage() + "); stop what uses it, or set DEWEY_PORT to another one.");
        }
    }

    /** Ends a server that was left behind by a launcher that was killed. */
    void endOrphan() throws IOException {
        if (!Files.exists(pidFile)) {
            return;
        }
        String[] known = Files.readString(pidFile).strip().split(" ");
        ProcessHandle orphan = ProcessHandle.of(Long.parseLong(known[0]))
                // a process id is used again, a start time with it hardly ever
                .filter(candidate -> startOf(candidate).equals(known[1]))
                .orElse(null);
        if (orphan != null && orphan.isAlive()) {
            terminal.println("A Payara Micro of an earlier run is still there; stopping it first.");
            orphan.destroy();
            try {
                orphan.onExit().get(ORPHAN_PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                orphan.destroyForcibly();
            }
        }
        Files.delete(pidFile);
    }

    /** Starts the server and returns at once. The application waits for a database that is not up yet. */
    void begin(DatabaseAddress database) throws CannotStart {
        try {
            log = new ServerLog(directory.resolve("logs"), terminal);
            ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true);
            builder.redirectInput(ProcessBuilder.Redirect.from(nothing()));
            describe(database, builder.environment());
            process = builder.start();
            Files.writeString(pidFile, process.pid() + " " + startOf(process.toHandle()));
            Thread reader = new Thread(() -> log.follow(process.getInputStream()), "server-log");
            reader.setDaemon(true);
            reader.start();
        } catch (IOException e) {
            throw new CannotStart("Payara Micro cannot be started: " + e.getMessage() + ".", e);
        }
    }

    /** Waits until the application answers that it is ready. */
    void awaitReady() throws CannotStart {
        long until = System.nanoTime() + START_PATIENCE.toNanos();
        try {
            while (System.nanoTime() < until || log.changesSchema()) {
                if (!process.isAlive()) {
                    throw failed("ended with exit code " + process.exitValue());
                }
                if (log.failure() != null) {
                    throw failed("could not deploy Dewey: " + log.failure());
                }
                if (log.started() && answersReady()) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotStart("The start was interrupted.", e);
        }
        throw failed("was not ready within " + START_PATIENCE.toMinutes() + " minutes");
    }

    /** Prepares later starts in the background, when that has not been done. */
    void quickenLaterStarts() {
        classes.begin(java(), payara.classPath(driver()), directory.resolve("logs/classes.log"));
    }

    /** Waits until the server ends, by itself or because of {@link #stop()}. */
    int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    boolean isStarted() {
        return process != null;
    }

    /** Asks the server to stop, which lets running calls finish, and waits for it. */
    void stop() {
        if (classes != null) {
            classes.close();
        }
        if (process == null || !process.isAlive()) {
            return;
        }
        // by its handle: Process.destroy would close the pipe too, and what the server logs while it stops would be
        // lost
        process.toHandle().destroy();
        try {
            Duration patience = settings.drainTime().plus(STOP_PATIENCE);
            if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
                terminal.println("Payara Micro does not stop; ending it.");
                process.destroyForcibly().waitFor();
            }
            Files.deleteIfExists(pidFile);
        } catch (InterruptedException | IOException e) {
            process.destroyForcibly();
        }
    }

    /** Ends the server without waiting for anything that runs in it. */
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }

    long pid() {
        return process.pid();
    }

    Path logFile() {
        return log.file();
    }

    private List<String> command() throws IOException {
        Path configuration = Path.of(property("server-config"));
        List<String> command = new ArrayList<>();
        command.add(java().toString());
        command.addAll(LAPTOP);
        command.add("-Djava.io.tmpdir=" + directory.emptied("tmp"));
        command.add("-Djava.util.logging.config.file=" + configuration.resolve("logging.properties"));
        command.addAll(settings.javaOptions());
        payara = UnpackedPayaraMicro.copied(Path.of(property("payara-micro")), directory.emptied("payara-micro"));
        classes = new ClassArchive(directory.resolve("classes"), payara.fingerprint(driver()), settings.javaOptions());
        command.addAll(classes.options());
        command.addAll(payara.command(driver()));
        command.addAll(List.of("--nocluster", "--disablephonehome", "--contextroot", "/"));
        command.addAll(List.of("--port", Integer.toString(settings.port())));
        command.addAll(List.of(
                "--logproperties", configuration.resolve("logging.properties").toString()));
        command.addAll(List.of(
                "--prebootcommandfile",
                configuration.resolve("listener.asadmin").toString()));
        command.addAll(List.of(
                "--postbootcommandfile", configuration.resolve("pool.asadmin").toString()));
        command.addAll(List.of("--deploy", property("war")));
        return command;
    }

    private void describe(DatabaseAddress database, Map<String, String> environment) {
        environment.remove("DEWEY_DB_URL");
        environment.put("DEWEY_HOST", settings.host());
        environment.putIfAbsent(
                "DEWEY_RECORDING_SPOOL_DIRECTORY", directory.resolve("spool").toString());
        environment.put("DEWEY_POOL_URL", escaped(database.jdbcUrl()));
        environment.put("DEWEY_POOL_USER", escaped(database.user()));
        environment.put("DEWEY_POOL_PASSWORD", escaped(database.password()));
        environment.put("DEWEY_DB_MIN_CONNECTIONS", Integer.toString(settings.minConnections()));
        environment.put("DEWEY_DB_MAX_CONNECTIONS", Integer.toString(settings.maxConnections()));
    }

    // Payara Micro puts the value into the command before it reads the command, where these characters divide
    // properties
    static String escaped(String value) {
        return value.replaceAll("([\\\\:=])", "\\\\$1");
    }

    private CannotStart failed(String how) {
        return new CannotStart("Payara Micro " + how + ". See " + log.file() + ".");
    }

    private boolean answersReady() {
        try {
            URI health = URI.create("http://" + connectable() + ":" + settings.port() + "/health/ready");
            HttpURLConnection connection = (HttpURLConnection) health.toURL().openConnection();
            connection.setConnectTimeout(2000);
            connection.setReadTimeout(5000);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The address under which this machine reaches the server. */
    String connectable() {
        String host = settings.host();
        if (Set.of("127.0.0.1", "0.0.0.0", "::").contains(host)) {
            return "localhost";
        }
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private static String startOf(ProcessHandle handle) {
        return handle.info()
                .startInstant()
                .map(instant -> Long.toString(instant.toEpochMilli()))
                .orElse("?");
    }

    private static java.io.File nothing() {
        return new java.io.File(java.io.File.separatorChar == '/' ? "/dev/null" : "NUL");
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private static Path driver() {
        return Path.of(property("postgresql-driver"));
    }

    private static String property(String name) {
        String value = System.getProperty("dewey.launcher." + name);
        if (value == null) {
            throw new IllegalStateException("the system property dewey.launcher." + name + " is not set; see pom.xml");
        }
        return value;
    }
}
