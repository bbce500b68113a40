package dewey.config;

import java.util.Locale;
import java.util.logging.Level;

/** How much Dewey logs. An unknown name becomes {@link #INFO} and is reported, so that a typing error cannot silence the log. */
public enum LogLevel {
    ERROR(Level.SEVERE),
    WARNING(Level.WARNING),
    INFO(Level.INFO),
    DEBUG(Level.FINE),
    TRACE(Level.FINEST);

    private final Level level;

    LogLevel(Level level) {
        this.level = level;
    }

    /** Reads a level in any case, with the usual other names of the same level (WARN, CRITICAL, SEVERE, FINE). */
    public static Choice choose(String text) {
        return switch (text.strip().toUpperCase(Locale.ROOT)) {
            case "ERROR", "SEVERE", "CRITICAL", "FATAL" -> new Choice(ERROR, true);
            case "WARNING", "WARN" -> new Choice(WARNING, true);
            case "INFO" -> new Choice(INFO, true);
            case "DEBUG", "FINE" -> new Choice(DEBUG, true);
            case "TRACE", "FINEST", "ALL" -> new Choice(TRACE, true);
            default -> new Choice(INFO, false);
        };
    }

    public Level asLoggingLevel() {
        return level;
    }

    /** The level to use, and whether the name that asked for it was known. */
    public record Choice(LogLevel level, boolean known) {}
}
