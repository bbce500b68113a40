package dewey.servers;

import java.nio.file.Path;

/** What the build has made and fetched for the tests. */
final class Built {
    private Built() {}

    static Path war() {
        return Path.of(System.getProperty("dewey.test.war"));
    }

    static Path driver() {
        return Path.of(System.getProperty("dewey.test.postgresql-driver"));
    }

    /** Where the server's distribution was unpacked: the one directory in it. */
    static Path home() {
        return Path.of(System.getProperty("dewey.test.server-home"));
    }

    static Path configuration(String server) {
        return Path.of("server-config", server).toAbsolutePath();
    }
}
