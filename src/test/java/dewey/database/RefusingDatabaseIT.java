package dewey.database;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients see of a PostgreSQL that is there and does not do what it should: it is read-only, full, or deadlocked. */
@OnRunningDewey
class RefusingDatabaseIT {
    private static final Duration AT_ONCE = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Taken by messages that are to meet a deadlock, and by the stranger that they meet. */
    private static final long KEY = 20_261_126;

    private final RunningDewey dewey;
    private McpClient client;
    private String conversation;

    RefusingDatabaseIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void begin() {
        client = McpClient.modern(dewey.mcp());
        conversation =
                client.structured("dewey_begin_conversation", JsonOf.object()).getString("conversation_id");
    }

    @AfterEach
    void end() {
        client.close();
    }

    @Test
    void whileItIsReadOnlyReadsAreAnsweredAndStoresAreRefusedUntilTheyMay() throws Exception {
        // given
        store("before");
        readOnly(true);
        try {
            // when
            long begun = System.nanoTime();
            JsonObject refused = client.refusal("dewey_store_message", message("meanwhile"));

            // then
            assertThat(refused.getString("reason")).isEqualTo("unavailable");
            assertThat(refused.getInt("retry_after_ms")).isEqualTo(1_000);
            assertThat(since(begun)).isLessThan(PATIENCE);
            assertThat(contents()).isEqualTo("before");
            assertThat(client.structured("dewey_get_conversation", JsonOf.object("conversation_id", conversation))
                            .getInt("message_count"))
                    .isEqualTo(1);
        } finally {
            readOnly(false);
        }
        assertThat(store("after").getInt("turn_number")).isEqualTo(2);
    }

    @Test
    void whenTheDiskIsFullStoresAreRefusedAtOnceAndNothingIsStoredByHalf() throws Exception {
        // given
        whenStored("full %", "RAISE 'could not extend file' USING ERRCODE = 'disk_full'");
        try {
            // when
            long begun = System.nanoTime();
            JsonObject alone = client.refusal("dewey_store_message", message("full of it"));
            JsonObject bulk = client.refusal(
                    "dewey_store_messages_bulk",
                    JsonOf.object(
                            "conversation_id",
                            conversation,
                            "messages",
                            Json.createArrayBuilder()
                                    .add(JsonOf.object("role", "user", "content", "fits"))
                                    .add(JsonOf.object("role", "user", "content", "full of it"))
                                    .build()));

            // then
            assertThat(since(begun)).as("nothing is tried again").isLessThan(AT_ONCE);
            for (JsonObject refused : new JsonObject[] {alone, bulk}) {
                assertThat(refused.getString("reason")).isEqualTo("unavailable");
                assertThat(refused.getString("message")).isEqualTo("the database has no room left; try again in 30 s");
            }
            assertThat(contents()).isNull();
        } finally {
            asBefore();
        }
        assertThat(store("full of it").getInt("turn_number")).isEqualTo(1);
    }

    @Test
    void theVictimOfADeadlockIsStoredOnceBecauseItIsTriedAgain() throws Exception {
        // given
        whenStored("deadlock %", "PERFORM pg_advisory_xact_lock(" + KEY + ")");
        try (Connection stranger = dewey.postgres().connect();
                Statement statement = stranger.createStatement()) {
            stranger.setAutoCommit(false);
            // so that it is Dewey that finds out, and loses
            statement.execute("SET LOCAL deadlock_timeout = '1min'");
            statement.execute("SELECT pg_advisory_xact_lock(" + KEY + ")");
            int failedBefore = failedAttempts();

            // when
            CompletableFuture<JsonObject> stored =
                    client.beginCall("dewey_store_message", message("deadlock with a stranger"));
            awaitSomebodyWhoWaitsForTheStranger();
            statement.execute("UPDATE conversations SET title = 'of the stranger' WHERE id = '" + conversation + "'");
            stranger.commit();

            // then
            assertThat(McpClient.await(stored).getJsonObject("result").getBoolean("isError"))
                    .isFalse();
            assertThat(contents()).isEqualTo("deadlock with a stranger");
            assertThat(failedAttempts()).as("attempts that lost").isGreaterThan(failedBefore);
        } finally {
            asBefore();
        }
    }

    private void awaitSomebodyWhoWaitsForTheStranger() throws Exception {
        long begun = System.nanoTime();
        while (!dewey.postgres()
                .ask("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory'")
                .equals("1")) {
            assertThat(since(begun)).isLessThan(PATIENCE);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Has PostgreSQL do this before it stores a message whose content is like that. */
    private void whenStored(String like, String doThis) throws SQLException {
        dewey.postgres()
                .execute("CREATE FUNCTION test_refusal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + doThis
                        + "; RETURN NEW; END $$");
        dewey.postgres()
                .execute("CREATE TRIGGER test_refusal BEFORE INSERT ON messages FOR EACH ROW WHEN (NEW.content LIKE '"
                        + like + "') EXECUTE FUNCTION test_refusal()");
    }

    private void asBefore() throws SQLException {
        dewey.postgres().execute("DROP TRIGGER test_refusal ON messages");
        dewey.postgres().execute("DROP FUNCTION test_refusal()");
    }

    /** For all sessions that begin from now on; the others are ended. */
    private void readOnly(boolean on) throws SQLException {
        try (Connection connection = dewey.postgres().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET default_transaction_read_only = off");
            statement.execute(
                    "ALTER DATABASE " + connection.getCatalog() + " SET default_transaction_read_only = " + on);
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dewey'");
        }
    }

    private JsonObject store(String content) {
        return client.structured("dewey_store_message", message(content));
    }

    private JsonObject message(String content) {
        return JsonOf.object("conversation_id", conversation, "role", "user", "content", content);
    }

    private String contents() throws SQLException {
        return dewey.postgres()
                .ask("SELECT string_agg(content, '|' ORDER BY turn_number) FROM messages WHERE conversation_id = '"
                        + conversation + "'");
    }

    private int failedAttempts() {
        return dewey.log().text().split("an attempt failed|appends go alone", -1).length;
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
}
