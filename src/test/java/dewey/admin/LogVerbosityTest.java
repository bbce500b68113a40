package dewey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.config.Settings;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogVerbosityTest {
    private final Logger dewey = Logger.getLogger("dewey");
    private final Level before = dewey.getLevel();
    private final List<String> lines = new ArrayList<>();
    private final Handler collector = new Collector();

    @BeforeEach
    void listen() {
        dewey.addHandler(collector);
        dewey.setUseParentHandlers(false);
    }

    @AfterEach
    void restore() {
        dewey.removeHandler(collector);
        dewey.setUseParentHandlers(true);
        dewey.setLevel(before);
    }

    @Test
    void isInfoByDefault() {
        // when
        LogVerbosity.apply(settings(Map.of()).logLevel());

        // then
        assertThat(dewey.getLevel()).isEqualTo(Level.INFO);
        assertThat(Logger.getLogger("dewey.database").isLoggable(Level.FINE)).isFalse();
        assertThat(lines).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ERROR, SEVERE", "warn, WARNING", "Info, INFO", "debug, FINE", "TRACE, FINEST"})
    void isWhatTheSettingSays(String setting, String level) {
        // when
        LogVerbosity.apply(settings(Map.of("dewey.log-level", setting)).logLevel());

        // then
        assertThat(dewey.getLevel()).isEqualTo(Level.parse(level));
        assertThat(lines).isEmpty();
    }

    @Test
    void isInfoForANameThatIsNoneAndSaysSoWithoutRepeatingIt() {
        // when
        LogVerbosity.apply(settings(Map.of("dewey.log-level", "s3cr3t")).logLevel());

        // then
        assertThat(dewey.getLevel()).isEqualTo(Level.INFO);
        assertThat(lines)
                .containsExactly("dewey.log-level is none of ERROR, WARNING, INFO, DEBUG, TRACE; INFO is used");
    }

    private static Settings settings(Map<String, String> values) {
        return Settings.read(new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build());
    }

    /** Keeps the lines of the log. */
    private final class Collector extends Handler {
        @Override
        public void publish(LogRecord logged) {
            lines.add(logged.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
