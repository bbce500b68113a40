package dewey.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.badpipe.BadPipe;
import dewey.crash.CrashCheck;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A database behind an address that nobody answers at first, and that is another one later: connections are cut, new ones are taken. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplacedDatabaseIT {
    private static final String SECRET = "s3cr3t";
    private static final int CLIENTS = 4;
    private static final Duration AWAY = Duration.ofSeconds(1);
    /** A second is the goal; two cores that do other things, too, may need more. */
    private static final Duration RECOVERY = Duration.ofSeconds(3);

    @TempDir
    private static Path parent;

    private EmbeddedPostgres postgres;
    private BadPipe address;
    private LaunchedDewey dewey;

    @BeforeAll
    void beginWithoutDatabase() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        address = BadPipe.to(postgres.getPort());
        address.down();
        dewey = LaunchedDewey.begin(
                parent.resolve("data"),
                LaunchedDewey.freePort(),
                Map.of(
                        "DEWEY_DB_URL",
                        "postgresql://postgres:" + SECRET + "@localhost:" + address.port() + "/postgres"));
    }

    @AfterAll
    void end() throws Exception {
        dewey.end();
        address.close();
        postgres.close();
    }

    @Test
    @Order(1)
    void isWaitedForWithOneLineForEachAttempt() throws Exception {
        // given
        dewey.awaitOutput("the database does not answer (attempt 3)");
        assertThat(health("/health/ready")).as("not ready").isNotEqualTo(HttpURLConnection.HTTP_OK);

        // when
        address.up();
        dewey.awaitReady();

        // then
        try (McpClient client = McpClient.modern(dewey.mcp())) {
            assertThat(client.structured("dewey_list_conversations", JsonOf.object())
                            .getInt("total"))
                    .isZero();
        }
        List<String> attempts = dewey.output()
                .lines()
                .filter(line -> line.contains("does not answer"))
                .toList();
        assertThat(attempts).hasSizeBetween(3, 8).doesNotHaveDuplicates();
        for (int i = 0; i < attempts.size(); i++) {
            assertThat(attempts.get(i)).contains("(attempt " + (i + 1) + ")", "refused");
        }
        assertThat(health("/health/ready")).isEqualTo(HttpURLConnection.HTTP_OK);
    }

    @Test
    @Order(2)
    void isWrittenToAsSoonAsTheNextOneAnswersAndNothingAcknowledgedIsLost() throws Exception {
        // given
        CrashCheck writers = new CrashCheck(dewey.mcp(), CLIENTS).start();
        writers.awaitProgressOfAll(20);

        // when
        address.down();
        TimeUnit.MILLISECONDS.sleep(AWAY.toMillis());
        assertThat(health("/health/live")).isEqualTo(HttpURLConnection.HTTP_OK);
        int acknowledged = writers.acknowledged();
        address.up();
        long begun = System.nanoTime();
        awaitMoreThan(acknowledged, writers);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);

        // then
        System.out.printf(
                "failover: the first write %d ms after the next database answered; %d acknowledged before%n",
                took.toMillis(), acknowledged);
        assertThat(took).isLessThan(RECOVERY);
        writers.awaitProgressOfAll(20);
        assertThat(writers.faults()).isEmpty();
        assertThat(health("/health/ready")).isEqualTo(HttpURLConnection.HTTP_OK);
    }

    @Test
    @Order(3)
    void isNotNamedWithItsPassword() throws Exception {
        dewey.terminate();
        dewey.exitCode();

        assertThat(dewey.output()).doesNotContain(SECRET, "\tat ");
        assertThat(parent.resolve("data/logs/server.log")).content().doesNotContain(SECRET);
    }

    private static void awaitMoreThan(int acknowledged, CrashCheck writers) throws InterruptedException {
        for (int i = 0; i < 20_000 && writers.acknowledged() == acknowledged; i++) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private int health(String path) throws Exception {
        HttpURLConnection connection =
                (HttpURLConnection) dewey.http(path).toURL().openConnection();
        connection.setReadTimeout((int) TimeUnit.SECONDS.toMillis(20));
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }
}
