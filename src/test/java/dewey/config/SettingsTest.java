package dewey.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @Test
    void hasADefaultForEverything() {
        Settings settings = read(Map.of());

        assertThat(settings.database().startupTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.websocket().maxMessageBytes()).isEqualTo(16 * 1024 * 1024);
        assertThat(settings.websocket().pingInterval()).isEqualTo(Duration.ofSeconds(25));
        assertThat(settings.conversations().maxContentBytes()).isEqualTo(1024 * 1024);
        assertThat(settings.transcripts().importDirectory()).isEmpty();
        assertThat(settings.logLevel().level()).isEqualTo(LogLevel.INFO);
    }

    @Test
    void readsSizesAndDurationsWithTheirUnits() {
        Settings settings = read(Map.of(
                "dewey.websocket.max-message-bytes", "2 MiB",
                "dewey.websocket.ping-interval", "500ms",
                "dewey.shutdown.drain-timeout", "PT5S",
                "dewey.websocket.allowed-origins", "https://a.example, https://b.example"));

        assertThat(settings.websocket().maxMessageBytes()).isEqualTo(2 * 1024 * 1024);
        assertThat(settings.websocket().pingInterval()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.shutdown().drainTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.websocket().allowedOrigins()).containsExactly("https://a.example", "https://b.example");
    }

    @Test
    void reportsAllProblemsInOneMessage() {
        Map<String, String> wrong = Map.of(
                "dewey.websocket.max-message-bytes", "17MiB",
                "dewey.websocket.ping-interval", "soon",
                "dewey.conversations.max-bulk-messages", "many");

        InvalidSettings refused = catchThrowableOfType(InvalidSettings.class, () -> read(wrong));

        assertThat(refused.problems()).hasSize(3);
        assertThat(refused)
                .hasMessageContaining("3 problems")
                .hasMessageContaining("dewey.websocket.max-message-bytes is 17825792; it must be from 1024 to 16777216")
                .hasMessageContaining("dewey.websocket.ping-interval is \"soon\", which is not a duration")
                .hasMessageContaining("dewey.conversations.max-bulk-messages is \"many\", which is not a whole number");
    }

    @Test
    void readsExpressionsSeparatedByWhiteSpaceAndReportsOneThatCannotBeRead() {
        Settings settings = read(Map.of("dewey.recording.redact-patterns", "a{1,2} b\\sc"));

        assertThat(settings.recording().redactPatterns())
                .extracting(Object::toString)
                .containsExactly("a{1,2}", "b\\sc");
        assertThat(catchThrowableOfType(
                        InvalidSettings.class, () -> read(Map.of("dewey.recording.redact-patterns", "a (b"))))
                .hasMessageContaining("dewey.recording.redact-patterns is \"a (b\", which holds an expression");
    }

    @Test
    void leavesTheVariablesOfTheUpstreamsToThem() {
        String document = "{\"mcpServers\":{\"a\":{\"url\":\"http://${env:HOST}/${OTHER}\"}}}";

        Settings settings = read(Map.of("dewey.proxy.upstreams", document));

        assertThat(settings.upstreams().document()).hasValue(document);
        assertThat(settings.toString()).doesNotContain("mcpServers");
    }

    @Test
    void refusesAddressesThatAreNone() {
        InvalidSettings refused = catchThrowableOfType(
                InvalidSettings.class,
                () -> read(Map.of("dewey.proxy.allowed-addresses", "10.0.0.0/8, localhost, fe80::/129, 1.2.3")));

        assertThat(refused.problems()).hasSize(3).allSatisfy(problem -> assertThat(problem)
                .startsWith("dewey.proxy.allowed-addresses holds"));
    }

    @ParameterizedTest
    @CsvSource({"debug,DEBUG,true", "WARN,WARNING,true", "Critical,ERROR,true", "verbose,INFO,false", "'  ',INFO,true"})
    void fallsBackToInfoForAnUnknownLogLevel(String text, LogLevel level, boolean known) {
        LogLevel.Choice choice = read(Map.of("dewey.log-level", text)).logLevel();

        assertThat(choice).isEqualTo(new LogLevel.Choice(level, known));
    }

    private static Settings read(Map<String, String> values) {
        return Settings.read(new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build());
    }
}
