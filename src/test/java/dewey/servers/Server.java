package dewey.servers;

import java.nio.file.Path;
import java.util.Map;

/** The servers that the same WAR is tested on; the build names one, by {@code dewey.test.server}. */
public enum Server {
    PAYARA_MICRO("payara-micro", PayaraMicro::start),
    PAYARA_SERVER("payara-server", PayaraServer::start),
    PAYARA_SERVER_7("payara-server-7", PayaraServer::start),
    WILDFLY("wildfly", WildFly::start);

    private final String profile;
    private final Start start;

    Server(String profile, Start start) {
        this.profile = profile;
        this.start = start;
    }

    private interface Start {
        ApplicationServer in(Path directory, Map<String, String> environment) throws Exception;
    }

    /** The one of this build. */
    public static Server chosen() {
        String name = System.getProperty("dewey.test.server", PAYARA_MICRO.profile);
        for (Server server : values()) {
            if (server.profile.equals(name)) {
                return server;
            }
        }
        throw new IllegalStateException("dewey.test.server is " + name + ", which is no server that is known");
    }

    /**
     * Starts it with the WAR of the build.
     *
     * @param directory for whatever it writes
     * @param environment in addition to that of this process
     */
    public ApplicationServer start(Path directory, Map<String, String> environment) throws Exception {
        return start.in(directory, environment);
    }

    /** A database on the PostgreSQL of the tests, as servers other than Payara Micro are told of it. */
    public static Map<String, String> database(String name) {
        String url = "jdbc:postgresql://localhost:" + System.getenv("DEWEY_TEST_POSTGRESQL_PORT") + "/" + name;
        return Map.of(
                "DEWEY_DB_URL",
                url,
                "DEWEY_POOL_URL",
                url,
                "DEWEY_DB_USER",
                "postgres",
                "DEWEY_DB_PASSWORD",
                System.getenv("DEWEY_POOL_PASSWORD"));
    }
}
