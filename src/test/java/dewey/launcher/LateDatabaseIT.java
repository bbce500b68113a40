package dewey.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LateDatabaseIT {
    private static final String SECRET = "s3cr3t";

    @TempDir
    private Path parent;

    @Test
    @SuppressWarnings("try") // the database need only be there
    void isWaitedForWithOneLineForEachAttempt() throws Exception {
        // given
        int port = freePort();
        LaunchedDewey dewey = LaunchedDewey.begin(
                parent.resolve("data"),
                freePort(),
                Map.of("DEWEY_DB_URL", "postgresql://postgres:" + SECRET + "@localhost:" + port + "/postgres"));
        try {
            dewey.awaitOutput("the database does not answer (attempt 3)");

            // when
            try (EmbeddedPostgres late =
                    EmbeddedPostgres.builder().setPort(port).start()) {
                dewey.awaitReady();

                // then
                try (McpClient client = McpClient.modern(dewey.mcp())) {
                    assertThat(client.structured("dewey_list_conversations", JsonOf.object())
                                    .getInt("total"))
                            .isZero();
                }
                dewey.terminate();
                dewey.exitCode();
            }
            List<String> attempts = dewey.output()
                    .lines()
                    .filter(line -> line.contains("does not answer"))
                    .toList();
            assertThat(attempts).hasSizeBetween(3, 8).doesNotHaveDuplicates();
            for (int i = 0; i < attempts.size(); i++) {
                assertThat(attempts.get(i)).contains("(attempt " + (i + 1) + ")", "refused");
            }
            assertThat(dewey.output()).doesNotContain(SECRET, "\tat ");
            assertThat(parent.resolve("data/logs/server.log")).content().doesNotContain(SECRET);
        } finally {
            dewey.end();
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
