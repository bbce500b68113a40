package dewey.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Payara Server 6 or 7 with a domain of its own, configured by {@code server-config/payara-server/dewey.sh}. */
final class PayaraServer implements ApplicationServer {
    /** A domain's ports, from a base on: administration and HTTP, then all that the factory's domain opens beside them. */
    private static final int ADMINISTRATION = 48;

    private static final int HTTP = 80;
    private static final int[] OTHERS = {9, 37, 38, 39, 66, 76, 81, 86};

    private static final String LOOPBACK = "127.0.0.1";

    private final Path directory;
    private final Path asadmin = Built.home().resolve("bin/asadmin");
    private final Path output;
    private final Map<String, String> environment;
    private final int base = freeBase();

    private PayaraServer(Path directory, Map<String, String> environment) throws IOException {
        this.directory = directory;
        this.environment = environment;
        output = directory.resolve("asadmin.txt");
    }

    static PayaraServer start(Path directory, Map<String, String> environment) throws Exception {
        Map<String, String> all = new HashMap<>(Server.database("postgres"));
        all.putAll(environment);
        PayaraServer server = new PayaraServer(directory, all);
        try {
            server.configure();
            server.domain("start-domain");
            server.administer(
                    "deploy",
                    "--contextroot",
                    "/",
                    "--name",
                    "dewey",
                    Built.war().toString());
            return server;
        } catch (IOException | InterruptedException | IllegalStateException e) {
            server.close();
            throw e;
        }
    }

    private void configure() throws IOException, InterruptedException {
        domain("create-domain", "--nopassword", "--portbase", Integer.toString(base));
        Path domain = domain().resolve("config/domain.xml");
        Files.writeString(domain, Files.readString(domain).replace("-Xmx512m", "-Xmx768m"));
        domain("start-domain");
        Programs.run(
                directory,
                output,
                environment,
                List.of(
                        "sh",
                        Built.configuration("payara-server").resolve("dewey.sh"),
                        asadmin,
                        Built.driver(),
                        "--port",
                        base + ADMINISTRATION));
        String listeners = "configs.config.server-config.network-config.network-listeners.network-listener.";
        // without credentials Dewey serves this machine only, and says so by refusing to be deployed
        administer(
                "set",
                "resources.jdbc-connection-pool.dewey.max-pool-size=" + System.getenv("DEWEY_DB_MAX_CONNECTIONS"),
                listeners + "http-listener-1.address=" + environment.getOrDefault("DEWEY_HOST", LOOPBACK),
                listeners + "http-listener-2.enabled=false",
                listeners + "admin-listener.address=" + LOOPBACK);
        domain("stop-domain");
    }

    /** A command about the domain itself, which needs no server. */
    private void domain(String command, String... options) throws IOException, InterruptedException {
        List<Object> words = new ArrayList<>(List.of(
                asadmin, command, "--domaindir", directory.resolve("domains").toString()));
        words.addAll(List.of(options));
        words.add("dewey");
        Programs.run(directory, output, environment, words);
    }

    private void administer(String... command) throws IOException, InterruptedException {
        List<Object> words = new ArrayList<>(List.of(asadmin, "--port", Integer.toString(base + ADMINISTRATION)));
        words.addAll(List.of(command));
        Programs.run(directory, output, environment, words);
    }

    private Path domain() {
        return directory.resolve("domains/dewey");
    }

    @Override
    public URI address() {
        return URI.create("http://" + LOOPBACK + ":" + (base + HTTP) + "/");
    }

    @Override
    public URI health() {
        return address();
    }

    @Override
    public ProcessHandle process() {
        try {
            long id = Long.parseLong(
                    Files.readString(domain().resolve("config/pid")).strip());
            return ProcessHandle.of(id).orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException("the server does not run", e);
        }
    }

    @Override
    public Path logs() {
        return domain().resolve("logs");
    }

    @Override
    public void close() {
        if (Files.exists(domain().resolve("config/pid"))) {
            Programs.end(process());
        }
    }

    private static int freeBase() throws IOException {
        for (int attempt = 0; attempt < 50; attempt++) {
            int candidate = ThreadLocalRandom.current().nextInt(200, 300) * 100;
            if (isFree(candidate + ADMINISTRATION) && isFree(candidate + HTTP) && othersAreFree(candidate)) {
                return candidate;
            }
        }
        throw new IOException("no hundred ports with those of a domain free was found");
    }

    private static boolean othersAreFree(int base) {
        for (int offset : OTHERS) {
            if (!isFree(base + offset)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException used) {
            return false;
        }
    }
}
