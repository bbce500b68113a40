package dewey.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LastWordsTest {
    private final Logger root = Logger.getLogger("");
    private final Logger dewey = Logger.getLogger("dewey");
    private final List<Handler> ofTheTests = List.of(root.getHandlers());
    private final Handler usual = new ConsoleHandler();

    @BeforeEach
    void onlyOneHandler() {
        usual.setFormatter(new Plain());
        ofTheTests.forEach(root::removeHandler);
        root.addHandler(usual);
    }

    @AfterEach
    void asBefore() {
        List.of(dewey.getHandlers()).forEach(dewey::removeHandler);
        root.removeHandler(usual);
        ofTheTests.forEach(root::addHandler);
    }

    @Test
    void addsNothingWhileTheLogIsHeard() {
        new LastWords().keepHeard();

        assertThat(dewey.getHandlers()).isEmpty();
    }

    @Test
    void goesOnInTheSameFormWhenAllHandlersAreGone() {
        LastWords lastWords = new LastWords();
        root.removeHandler(usual);

        lastWords.keepHeard();
        lastWords.keepHeard();

        assertThat(dewey.getHandlers()).singleElement().satisfies(handler -> assertThat(handler.getFormatter())
                .isSameAs(usual.getFormatter()));
    }

    private static final class Plain extends Formatter {
        @Override
        public String format(LogRecord line) {
            return line.getMessage() + System.lineSeparator();
        }
    }
}
