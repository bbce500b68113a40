package dewey.features;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How weighty a log message to a client is (MCP, Logging; RFC 5424 §6.2.1), the least first. */
public enum LogLevel {
    DEBUG,
    INFO,
    NOTICE,
    WARNING,
    ERROR,
    CRITICAL,
    ALERT,
    EMERGENCY;

    public static Optional<LogLevel> named(String name) {
        return Stream.of(values())
                .filter(level -> level.toString().equals(name))
                .findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
