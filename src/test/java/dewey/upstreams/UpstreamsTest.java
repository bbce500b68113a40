package dewey.upstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UpstreamsTest {
    private static final String ONE = "{\"mcpServers\":{\"one\":{\"url\":\"http://h/\"}}}";
    private static final String TWO = "{\"mcpServers\":{\"two\":{\"command\":\"x\"}}}";

    @TempDir
    private Path folder;

    private final AtomicLong clock = new AtomicLong();
    private final LogRecords log = new LogRecords("dewey.proxy.Upstreams");

    @AfterEach
    void closeTheLog() {
        log.close();
    }

    @Test
    void followsItsFile() throws IOException {
        Path file = Files.writeString(folder.resolve("mcp.json"), ONE);
        Upstreams upstreams = upstreams(Optional.empty(), file);
        assertThat(upstreams.named("one")).isPresent();

        Files.writeString(file, TWO);
        clock.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(upstreams.named("one")).isEmpty();
        assertThat(upstreams.named("two")).isPresent();
        assertThat(upstreams.problem()).isEmpty();
    }

    @Test
    void keepsTheLastGoodOneWhileTheFileIsBroken() throws IOException {
        Path file = Files.writeString(folder.resolve("mcp.json"), ONE);
        Upstreams upstreams = upstreams(Optional.empty(), file);

        Files.writeString(file, "{\"mcpServers\":{\"two\":{}}}");
        clock.addAndGet(Duration.ofSeconds(2).toNanos());

        assertThat(upstreams.names()).containsExactly("one");
        assertThat(upstreams.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("two.url is missing"));

        Files.delete(file);
        clock.addAndGet(Duration.ofSeconds(2).toNanos());

        assertThat(upstreams.names()).containsExactly("one");
        assertThat(upstreams.problem()).hasValue("The file cannot be read (NoSuchFileException)");

        Files.writeString(file, ONE);
        clock.addAndGet(Duration.ofSeconds(2).toNanos());

        assertThat(upstreams.problem()).isEmpty();
    }

    @Test
    void startsWithoutItsFileAndTakesItWhenItComes() throws IOException {
        Path file = folder.resolve("later.json");
        Upstreams upstreams = upstreams(Optional.empty(), file);
        assertThat(upstreams.problem()).isPresent();

        Files.writeString(file, ONE);
        clock.addAndGet(Duration.ofSeconds(2).toNanos());

        assertThat(upstreams.named("one")).isPresent();
    }

    @Test
    void prefersWhatTheSettingsThemselvesSay() throws IOException {
        Path file = Files.writeString(folder.resolve("mcp.json"), ONE);

        Upstreams upstreams = upstreams(Optional.of(ONE.replace("http://h/", "ws://inline/")), file);

        assertThat(upstreams.named("one")).containsInstanceOf(Upstream.WebSocketUpstream.class);
    }

    @Test
    void doesNotStartWithABrokenSetting() {
        Upstreams upstreams = new Upstreams(settings(Optional.of(TWO), Optional.empty()), name -> null, clock::get);

        assertThatThrownBy(upstreams::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("dewey.proxy.upstreams: The upstreams have 1 problem")
                .hasMessageContaining("two.command may stand only in the file");
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void doesNotFindWhatIsNotItsName(String name) throws IOException {
        Upstreams upstreams = upstreams(Optional.of(ONE), Files.writeString(folder.resolve("mcp.json"), TWO));

        assertThat(upstreams.named(name)).isEmpty();
    }

    private static List<String> hostileNames() {
        return List.of(
                "",
                " one",
                "ONE",
                "one/",
                "../admin",
                "one%00",
                "one\u0000",
                "\u043ene",
                "\uff4fne",
                "replay:one",
                "a&upstream=one",
                "http://169.254.169.254/",
                "${env:HOME}",
                "x".repeat(10_240));
    }

    private Upstreams upstreams(Optional<String> document, Path file) {
        Upstreams upstreams = new Upstreams(settings(document, Optional.of(file)), name -> null, clock::get);
        upstreams.start();
        return upstreams;
    }

    private static Settings.Upstreams settings(Optional<String> document, Optional<Path> file) {
        return new Settings.Upstreams(document, file, List.of(), 3, Duration.ofSeconds(1), 10, true);
    }
}
