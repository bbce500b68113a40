package dewey.launcher;

import dewey.config.Quantity;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the environment says about the run.
 *
 * @param dataDirectory where the database, the logs and the lock are
 * @param host the address to listen on
 * @param port the port to listen on
 * @param database a PostgreSQL to use in place of the embedded one
 * @param minConnections connections that are kept open
 * @param maxConnections most connections at once
 * @param javaOptions more options for the server's JVM
 * @param drainTime how long the application may take to announce its end and to finish what runs
 */
record LaunchSettings(
        Path dataDirectory,
        String host,
        int port,
        Optional<DatabaseAddress> database,
        int minConnections,
        int maxConnections,
        List<String> javaOptions,
        Duration drainTime) {

    private static final String HOST = "(?:\\[[^]]+]|[^:/?,]+)(?::\\d{1,5})?";
    /** Of several hosts the driver finds the primary, when it is told to ({@code targetServerType=primary}). */
    private static final Pattern URL = Pattern.compile("(?:jdbc:)?postgres(?:ql)?://(?:([^:@/]+)(?::([^@/]*))?@)?("
            + HOST + "(?:," + HOST + ")*)/([^?]+)(\\?.*)?");

    private static final String DEFAULT_DATABASE = "dewey";
    private static final int POSTGRESQL_PORT = 5432;
    /** The migration holds its lock on one and works on another. */
    private static final int LEAST_CONNECTIONS = 2;

    private static final int HIGHEST_PORT = 65_535;

    /** Reads the environment; the first thing that is wrong is told. */
    static LaunchSettings from(Map<String, String> environment, Path home) throws CannotStart {
        int max = number(environment, "DEWEY_DB_MAX_CONNECTIONS", 16, LEAST_CONNECTIONS, 1000);
        int min = number(environment, "DEWEY_DB_MIN_CONNECTIONS", Math.min(4, max), 0, 1000);
        if (min > max) {
            throw new CannotStart("DEWEY_DB_MIN_CONNECTIONS is " + min + ", which is more than the " + max
                    + " of DEWEY_DB_MAX_CONNECTIONS.");
        }
        String options = text(environment, "DEWEY_JAVA_OPTS").orElse("");
        return new LaunchSettings(
                dataDirectory(environment, home),
                host(environment),
                number(environment, "DEWEY_PORT", 9020, 1, HIGHEST_PORT),
                database(environment),
                min,
                max,
                Stream.of(options.split("\\s+"))
                        .filter(option -> !option.isEmpty())
                        .toList(),
                duration(environment, "DEWEY_SHUTDOWN_ANNOUNCE_TIME", Duration.ZERO)
                        .plus(duration(environment, "DEWEY_SHUTDOWN_DRAIN_TIMEOUT", Duration.ofSeconds(20))));
    }

    private static String host(Map<String, String> environment) throws CannotStart {
        String host = text(environment, "DEWEY_HOST").orElse("127.0.0.1");
        try {
            if (InetAddress.getByName(host).isLoopbackAddress() || asksForCredentials(environment)) {
                return host;
            }
        } catch (UnknownHostException e) {
            throw new CannotStart("DEWEY_HOST is \"" + host + "\", which is no address that this machine knows.");
        }
        throw new CannotStart("DEWEY_HOST is \"" + host
                + "\"; it must be a loopback address, such as 127.0.0.1, unless Dewey asks for credentials: set"
                + " DEWEY_SECURITY_TOKENS, DEWEY_SECURITY_TOKENS_FILE or DEWEY_SECURITY_ISSUER (docs/security.md).");
    }

    private static boolean asksForCredentials(Map<String, String> environment) {
        return Stream.of("TOKENS", "TOKENS_FILE", "ISSUER")
                .anyMatch(name -> text(environment, "DEWEY_SECURITY_" + name).isPresent());
    }

    private static Path dataDirectory(Map<String, String> environment, Path home) throws CannotStart {
        try {
            return text(environment, "DEWEY_DATA_DIR")
                    .map(Path::of)
                    .orElse(home.resolve(".dewey"))
                    .toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new CannotStart("DEWEY_DATA_DIR is not a path of this system.", e);
        }
    }

    private static Optional<DatabaseAddress> database(Map<String, String> environment) throws CannotStart {
        Optional<String> user = text(environment, "DEWEY_DB_USER");
        Optional<String> password = text(environment, "DEWEY_DB_PASSWORD");
        Optional<String> url = text(environment, "DEWEY_DB_URL");
        if (url.isPresent()) {
            return Optional.of(database(url.get(), user, password));
        }
        Optional<String> host = text(environment, "DEWEY_DB_HOST");
        Optional<String> name = text(environment, "DEWEY_DB_NAME");
        Optional<String> port = text(environment, "DEWEY_DB_PORT");
        if (Stream.of(host, name, port, user, password).allMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        int number = number(environment, "DEWEY_DB_PORT", POSTGRESQL_PORT, 1, HIGHEST_PORT);
        return Optional.of(new DatabaseAddress(
                "jdbc:postgresql://" + host.orElse("localhost") + ":" + number + "/" + name.orElse(DEFAULT_DATABASE),
                user.orElse(DEFAULT_DATABASE),
                password.orElse("")));
    }

    private static DatabaseAddress database(String url, Optional<String> user, Optional<String> password)
            throws CannotStart {
        Matcher parts = URL.matcher(url);
        try {
            if (parts.matches()) {
                String options = parts.group(5) == null ? "" : parts.group(5);
                String hosts = Stream.of(parts.group(3).split(","))
                        .map(LaunchSettings::withPort)
                        .collect(Collectors.joining(","));
                return new DatabaseAddress(
                        "jdbc:postgresql://" + hosts + "/" + parts.group(4) + options,
                        user.or(() -> decoded(parts.group(1))).orElse(DEFAULT_DATABASE),
                        password.or(() -> decoded(parts.group(2))).orElse(""));
            }
        } catch (IllegalArgumentException notDecodableOrNoPort) {
            // told below
        }
        // not repeated, and without a cause: it may hold a password
        throw new CannotStart("DEWEY_DB_URL must look like jdbc:postgresql://host:5432/database.");
    }

    private static String withPort(String host) {
        if (!host.matches(".*:\\d{1,5}")) {
            return host + ":" + POSTGRESQL_PORT;
        }
        int port = Integer.parseInt(host.substring(host.lastIndexOf(':') + 1));
        if (port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("port " + port);
        }
        return host;
    }

    /** A user or password as it is written in a URL: with %40 for @. */
    private static Optional<String> decoded(String part) {
        return Optional.ofNullable(part)
                // the decoder is for forms, where a plus sign is a blank
                .map(text -> URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8));
    }

    private static int number(Map<String, String> environment, String name, int standard, int least, int most)
            throws CannotStart {
        String text = text(environment, name).orElse(Integer.toString(standard));
        if (text.matches("\\d{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new CannotStart(
                name + " is \"" + text + "\"; it must be a whole number from " + least + " to " + most + ".");
    }

    /** What is no duration is told by the application, which has all the rules. */
    private static Duration duration(Map<String, String> environment, String name, Duration standard) {
        try {
            return text(environment, name).map(Quantity::duration).orElse(standard);
        } catch (DateTimeParseException e) {
            return standard;
        }
    }

    private static Optional<String> text(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** Where a PostgreSQL is and how to log in. Prints without its password. */
    record DatabaseAddress(String jdbcUrl, String user, String password) {
        /** Host, port and name, for people. */
        String shown() {
            return jdbcUrl.replaceFirst("^jdbc:", "").replaceFirst("\\?.*$", "");
        }

        @Override
        public String toString() {
            return user + "@" + shown();
        }
    }
}
