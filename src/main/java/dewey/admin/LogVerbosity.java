package dewey.admin;

import dewey.config.LogLevel;
import dewey.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Sets how much Dewey logs, by {@code dewey.log-level}. Reading the settings here also stops a deployment that has wrong ones. */
@ApplicationScoped
public class LogVerbosity {
    // held, because a logger that nobody holds is forgotten together with its level
    private static final Logger DEWEY = Logger.getLogger("dewey");

    // Hibernate prints each failed statement as an error, also those that are expected and handled (a duplicate
    // external_id)
    private static final Logger STATEMENTS = Logger.getLogger("org.hibernate.engine.jdbc.spi.SqlExceptionHelper");

    private final Settings settings;

    @Inject
    LogVerbosity(Settings settings) {
        this.settings = settings;
    }

    /** For CDI's client proxy only. */
    protected LogVerbosity() {
        this(null);
    }

    void apply(@Observes @Initialized(ApplicationScoped.class) Object started) {
        apply(settings.logLevel());
    }

    /** The name of the level that holds now. */
    static String level() {
        return Stream.of(LogLevel.values())
                .filter(level -> level.asLoggingLevel().equals(DEWEY.getLevel()))
                .findFirst()
                .map(LogLevel::name)
                .orElseGet(() -> String.valueOf(DEWEY.getLevel()));
    }

    static void apply(LogLevel.Choice choice) {
        DEWEY.setLevel(choice.level().asLoggingLevel());
        STATEMENTS.setLevel(Level.OFF);
        if (!choice.known()) {
            // the wrong value is not repeated: somebody may have put another variable's secret there
            DEWEY.log(Level.WARNING, "dewey.log-level is none of ERROR, WARNING, INFO, DEBUG, TRACE; INFO is used");
        }
    }
}
