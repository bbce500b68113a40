package dewey.database;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Commits that take five seconds each, by a constraint that sleeps when it is checked at the commit, as a slow disk or a synchronous
 * standby would; and a table that a stranger locks.
 */
@OnRunningDewey
class SickDatabaseIT {
    private static final Duration COMMIT = Duration.ofSeconds(5);
    private static final int STORES = 3;

    private final RunningDewey dewey;

    SickDatabaseIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void slowDownCommits() throws Exception {
        dewey.postgres()
                .execute("CREATE FUNCTION slow_commit() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN PERFORM pg_sleep(" + COMMIT.toSeconds() + "); RETURN NULL; END $$");
        dewey.postgres()
                .execute("CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON messages DEFERRABLE INITIALLY DEFERRED"
                        + " FOR EACH ROW WHEN (NEW.content LIKE 'slow %') EXECUTE FUNCTION slow_commit()");
    }

    @AfterEach
    void asBefore() throws Exception {
        dewey.postgres().execute("DROP TRIGGER slow_commit ON messages");
        dewey.postgres().execute("DROP FUNCTION slow_commit()");
    }

    @Test
    void aSlowCommitIsWaitedForStoresOnceAndKeepsNothingElseWaiting() {
        try (McpClient storing = McpClient.modern(dewey.mcp());
                McpClient other = McpClient.modern(dewey.mcp())) {
            // given
            List<String> conversations = IntStream.range(0, STORES)
                    .mapToObj(i -> storing.structured("dewey_begin_conversation", JsonOf.object())
                            .getString("conversation_id"))
                    .toList();
            String quick = other.structured("dewey_begin_conversation", JsonOf.object())
                    .getString("conversation_id");

            // when
            long begun = System.nanoTime();
            List<CompletableFuture<JsonObject>> stores = conversations.stream()
                    .map(id -> storing.beginCall("dewey_store_message", message(id, "slow " + id)))
                    .toList();

            // then
            for (int i = 0; i < 20; i++) {
                long asked = System.nanoTime();
                other.structured("dewey_get_conversation", JsonOf.object("conversation_id", quick));
                assertThat(since(asked)).as("a read beside slow commits").isLessThan(Duration.ofSeconds(3));
            }
            assertThat(stores).allSatisfy(store -> assertThat(
                            McpClient.await(store).getJsonObject("result").getBoolean("isError"))
                    .isFalse());
            assertThat(since(begun)).isGreaterThanOrEqualTo(COMMIT);
            assertThat(conversations).allSatisfy(id -> assertThat(
                            storing.structured("dewey_get_conversation", JsonOf.object("conversation_id", id))
                                    .getJsonArray("messages"))
                    .hasSize(1));
        }
    }

    @Test
    void aLockOfAStrangerIsRefusedWithinTheTimeThatThePoolGives() throws Exception {
        try (McpClient client = McpClient.modern(dewey.mcp());
                Connection stranger = dewey.postgres().connect()) {
            // given
            stranger.setAutoCommit(false);
            try (Statement lock = stranger.createStatement()) {
                lock.execute("LOCK TABLE startup_contexts IN ACCESS EXCLUSIVE MODE");
            }

            // when
            long begun = System.nanoTime();
            JsonObject error = client.refusal("dewey_list_startup_contexts", JsonOf.object());

            // then
            assertThat(error.getString("reason")).isEqualTo("unavailable");
            assertThat(since(begun)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(25));
            stranger.rollback();
            client.structured("dewey_list_startup_contexts", JsonOf.object());
        }
    }

    private static JsonObject message(String conversation, String content) {
        return JsonOf.object("conversation_id", conversation, "role", "user", "content", content);
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
}
