package dewey.hostile;

import dewey.crash.CrashablePostgres;
import dewey.launcher.LaunchedDewey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Dewey as its launcher runs it, on a PostgreSQL beside it, both of which may be killed; with settings that faults can be tried with. */
final class OwnServer {
    static final int UPSTREAM_PORT = freePort();

    /** Small, so that they are met. */
    static final int MOST_CONNECTIONS = 60;

    static final int READS_PER_SECOND = 50;

    private final Path directory;
    private final int port = freePort();
    private final CrashablePostgres postgres;
    private final Map<String, String> environment = new TreeMap<>();
    private final Certificates certificates;
    private LaunchedDewey dewey;

    OwnServer(Path directory) throws Exception {
        this.directory = directory;
        int databasePort = freePort();
        postgres = new CrashablePostgres(databasePort, directory.resolve("database"));
        environment.put("DEWEY_DB_URL", "jdbc:postgresql://localhost:" + databasePort + "/postgres");
        environment.put("DEWEY_DB_USER", "postgres");
        environment.put("DEWEY_DB_PASSWORD", "postgres");
        environment.put("DEWEY_LIMITS_LOCAL", "true");
        environment.put("DEWEY_LIMITS_READ_PER_SECOND", Integer.toString(READS_PER_SECOND));
        environment.put("DEWEY_LIMITS_READ_BURST", Integer.toString(2 * READS_PER_SECOND));
        environment.put("DEWEY_LIMITS_WRITE_PER_SECOND", "100000");
        environment.put("DEWEY_LIMITS_WRITE_BURST", "100000");
        environment.put("DEWEY_LIMITS_MAX_CONNECTIONS_PER_ADDRESS", Integer.toString(MOST_CONNECTIONS));
        environment.put("DEWEY_PROXY_FAILURES_UNTIL_OPEN", "3");
        environment.put("DEWEY_PROXY_DELAY_WHEN_OPEN", "2s");
        environment.put(
                "DEWEY_PROXY_UPSTREAMS",
                "{\"mcpServers\":{\"echo\":{\"url\":\"ws://127.0.0.1:" + UPSTREAM_PORT
                        + "/mcp\"},\"tls\":{\"url\":\"wss://127.0.0.1:" + UPSTREAM_PORT
                        + "/mcp\",\"connectTimeout\":\"5s\"}}}");
        certificates = Certificates.in(directory.resolve("certificates"));
        environment.put(
                "DEWEY_JAVA_OPTS",
                "-Djavax.net.ssl.trustStore=" + certificates.trusted() + " -Djavax.net.ssl.trustStorePassword="
                        + Certificates.PASSWORD);
        postgres.start();
        try {
            start();
        } catch (Exception | AssertionError e) {
            end();
            throw e;
        }
    }

    void start() throws Exception {
        if (dewey != null) {
            dewey.end();
        }
        dewey = LaunchedDewey.begin(directory.resolve("data"), port, environment);
        dewey.awaitReady();
    }

    /** SIGTERM to the launcher; its exit code. */
    int stop() throws InterruptedException {
        dewey.terminate();
        return dewey.exitCode();
    }

    /** SIGKILL to the launcher and the server. */
    void crash() throws Exception {
        dewey.crash();
    }

    /** Of the authority that the server trusts. */
    Certificates certificates() {
        return certificates;
    }

    CrashablePostgres postgres() {
        return postgres;
    }

    URI mcp() {
        return dewey.mcp();
    }

    URI relay() {
        return mcp().resolve("/proxy/echo");
    }

    /** Leaves no process behind. */
    void end() throws Exception {
        if (dewey != null) {
            dewey.end();
        }
        postgres.close();
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
