package dewey.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplicationServerTest {
    @TempDir
    private Path path;

    private DataDirectory directory;

    @BeforeEach
    void open() throws Exception {
        directory = DataDirectory.open(path);
    }

    @AfterEach
    void close() throws Exception {
        directory.close();
    }

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "jdbc:postgresql://h:1/d?a=b, jdbc\\:postgresql\\://h\\:1/d?a\\=b",
        "\\, \\\\",
        "a\\:b, a\\\\\\:b",
        "'$1 %s é', '$1 %s é'"
    })
    void escapesWhatDividesPropertiesInACommand(String value, String escaped) {
        assertThat(ApplicationServer.escaped(value)).isEqualTo(escaped);
    }

    @Test
    void saysInOneSentenceThatThePortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ApplicationServer server = server(Map.of("DEWEY_PORT", "" + taken.getLocalPort()));

            assertThatThrownBy(server::requireFreePort)
                    .isInstanceOf(CannotStart.class)
                    .hasMessageMatching(
                            "Port " + taken.getLocalPort() + " on 127\\.0\\.0\\.1 cannot be used \\([^)]*\\);"
                                    + " stop what uses it, or set DEWEY_PORT to another one\\.");
        }
    }

    @Test
    void takesAPortThatIsFree() throws Exception {
        // given
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        // then
        assertThatCode(server(Map.of("DEWEY_PORT", "" + port))::requireFreePort).doesNotThrowAnyException();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void endsTheServerThatAKilledLauncherLeft() throws Exception {
        // given
        Process orphan = new ProcessBuilder("sleep", "60").start();
        remember(orphan.pid(), orphan.info().startInstant().orElseThrow().toEpochMilli());

        // when
        server(Map.of()).endOrphan();

        // then
        assertThat(orphan.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(path.resolve("payara.pid")).doesNotExist();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void sparesAnotherProcessThatHasTheSameIdNow() throws Exception {
        // given
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            remember(
                    stranger.pid(), stranger.info().startInstant().orElseThrow().toEpochMilli() - 5_000);

            // when
            server(Map.of()).endOrphan();

            // then
            assertThat(stranger.isAlive()).isTrue();
            assertThat(path.resolve("payara.pid")).doesNotExist();
        } finally {
            stranger.destroy();
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, localhost", "localhost, localhost", "127.0.0.7, 127.0.0.7", "'::1', [::1]"})
    void isReachedAtAnAddressOfThisMachine(String host, String address) throws Exception {
        assertThat(server(Map.of("DEWEY_HOST", host)).connectable()).isEqualTo(address);
    }

    private void remember(long pid, long start) throws Exception {
        Files.writeString(path.resolve("payara.pid"), pid + " " + start);
    }

    private ApplicationServer server(Map<String, String> environment) throws CannotStart {
        return new ApplicationServer(LaunchSettings.from(environment, path), directory, System.out);
    }
}
