package dewey.database;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.launcher.UnicodeLocale;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two PostgreSQL servers, of which one follows the other. */
class ReplicaTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final TenantLock LOCK = new TenantLock();
    private static final String STORE =
            "INSERT INTO conversations (id, tenant, created_at, updated_at) VALUES (gen_random_uuid(), '%s', now(), now())";

    @TempDir
    private static Path directory;

    private static EmbeddedPostgres primary;
    private static EmbeddedPostgres replica;

    private final String tenant = TestDatabase.tenant();
    private final Transactions transactions = transactions(replica.getPostgresDatabase());

    @BeforeAll
    static void begin() throws IOException {
        Path own = directory.resolve("primary");
        Path copy = directory.resolve("replica");
        primary = server(own, 0);
        int port = primary.getPort();
        new Schema(primary.getPostgresDatabase(), SOON, LOCK).update();
        // copied while it is stopped
        primary.close();
        copy(own, copy);
        Files.createFile(copy.resolve("standby.signal"));
        Files.writeString(
                copy.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=" + port + " user=postgres'",
                StandardOpenOption.APPEND);
        primary = server(own, port);
        replica = server(copy, 0);
    }

    @AfterEach
    void goOn() {
        TestDatabase.execute(
                replica.getPostgresDatabase(),
                "DO $$ BEGIN IF pg_is_wal_replay_paused() THEN PERFORM pg_wal_replay_resume(); END IF; END $$");
    }

    @AfterAll
    static void end() throws IOException {
        replica.close();
        primary.close();
    }

    @Test
    void answersWithWhatWasCommittedJustBefore() {
        Answer answer = untilTheReplicaAnswers();

        for (int stored = 1; stored <= 50; stored++) {
            TestDatabase.execute(primary.getPostgresDatabase(), STORE.formatted(tenant));
            answer = ask();

            assertThat(answer.conversations).isEqualTo(stored);
        }
        assertThat(untilTheReplicaAnswers().conversations).isEqualTo(50);
    }

    @Test
    void isLeftAloneWhileItIsBehindAndAskedAgainWhenItIsNot() {
        untilTheReplicaAnswers();
        TestDatabase.query(replica.getPostgresDatabase(), "SELECT pg_wal_replay_pause()::text");
        TestDatabase.execute(primary.getPostgresDatabase(), STORE.formatted(tenant));

        Answer behind = ask();
        TestDatabase.query(replica.getPostgresDatabase(), "SELECT pg_wal_replay_resume()::text");
        Answer again = untilTheReplicaAnswers();

        assertThat(behind).isEqualTo(new Answer(false, 1));
        assertThat(again).isEqualTo(new Answer(true, 1));
    }

    @Test
    void knowsNoOtherTenants() {
        TestDatabase.execute(primary.getPostgresDatabase(), STORE.formatted("another " + tenant));
        TestDatabase.execute(primary.getPostgresDatabase(), STORE.formatted(tenant));

        assertThat(untilTheReplicaAnswers().conversations).isEqualTo(1);
    }

    @Test
    void isNotNeeded() {
        DataSource away = replica.getDatabase("postgres", "no_such_database");

        assertThat(ask(transactions(away))).isEqualTo(new Answer(false, 0));
    }

    private record Answer(boolean isFromReplica, int conversations) {}

    /** It may be behind for a moment on a busy machine, and is left alone for a second then. */
    private Answer untilTheReplicaAnswers() {
        long begun = System.nanoTime();
        Answer answer = ask();
        while (!answer.isFromReplica && System.nanoTime() - begun < SOON.toNanos()) {
            answer = ask();
        }
        assertThat(answer.isFromReplica).isTrue();
        return answer;
    }

    private static Transactions transactions(DataSource replica) {
        DataSource dataSource = primary.getPostgresDatabase();
        return TestDatabase.transactions(
                new LocalAttempts(new LocalAttempt(TestDatabase.entities(dataSource))), LOCK, dataSource, replica);
    }

    private Answer ask() {
        return ask(transactions);
    }

    private Answer ask(Transactions transactions) {
        return transactions.readAside(tenant, connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery(), count(*) FROM conversations")) {
                row.next();
                return new Answer(row.getBoolean(1), row.getInt(2));
            }
        });
    }

    private static EmbeddedPostgres server(Path data, int port) throws IOException {
        return UnicodeLocale.of(EmbeddedPostgres.builder())
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
