package dewey.threads;

import java.util.Optional;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps Dewey's log heard to the end. As soon as a JVM is told to stop, Java's own logging lets go of all its handlers, beside the
 * applications that are only beginning to end; what they say then goes to the console. Servers that have a log manager of their own
 * keep theirs, and nothing is done.
 */
final class LastWords {
    // held, because a logger that nobody holds is forgotten together with its handlers
    private static final Logger DEWEY = Logger.getLogger("dewey");

    private final Optional<Formatter> usual;

    /** To be made while the log is whole: lines look then as they did before. */
    LastWords() {
        usual = handler().map(Handler::getFormatter);
    }

    /** To be called before something is said. */
    void keepHeard() {
        if (handler().isEmpty()) {
            Handler console = new ConsoleHandler();
            console.setLevel(Level.ALL);
            usual.ifPresent(console::setFormatter);
            DEWEY.addHandler(console);
        }
    }

    /** The nearest that hears what Dewey says. */
    private static Optional<Handler> handler() {
        for (Logger logger = DEWEY;
                logger != null;
                logger = logger.getUseParentHandlers() ? logger.getParent() : null) {
            Handler[] handlers = logger.getHandlers();
            if (handlers.length > 0) {
                return Optional.of(handlers[0]);
            }
        }
        return Optional.empty();
    }
}
