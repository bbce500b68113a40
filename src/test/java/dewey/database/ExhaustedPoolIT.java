package dewey.database;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All connections of the pool are held by calls that PostgreSQL takes long for. */
@OnRunningDewey
class ExhaustedPoolIT {
    private static final int POOL = Integer.parseInt(System.getenv("DEWEY_DB_MAX_CONNECTIONS"));
    private static final int HOLD_SECONDS = 8;
    private static final int PINGS = 200;

    private final RunningDewey dewey;

    ExhaustedPoolIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void slowDownWhatHoldsConnections() throws Exception {
        dewey.postgres()
                .execute("CREATE FUNCTION test_hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep("
                        + HOLD_SECONDS + "); RETURN NEW; END $$");
        dewey.postgres()
                .execute("CREATE TRIGGER test_hold BEFORE INSERT ON conversations FOR EACH ROW"
                        + " WHEN (NEW.session_id LIKE 'held %') EXECUTE FUNCTION test_hold()");
    }

    @AfterEach
    void asBefore() throws Exception {
        dewey.postgres().execute("DROP TRIGGER test_hold ON conversations");
        dewey.postgres().execute("DROP FUNCTION test_hold()");
    }

    @Test
    void whoGetsNoneIsRefusedInTimeWhileOthersKeepTheirsAndPingsAreAnsweredAsBefore() throws Exception {
        try (McpClient holding = McpClient.modern(dewey.mcp());
                McpClient alsoHolding = McpClient.modern(dewey.mcp());
                McpClient other = McpClient.legacy(dewey.mcp())) {
            // given
            pings(other);
            Duration before = pings(other);
            List<CompletableFuture<JsonObject>> holders = IntStream.range(0, POOL)
                    .mapToObj(i -> (i % 2 == 0 ? holding : alsoHolding)
                            .beginCall("dewey_begin_conversation", JsonOf.object("session_id", "held " + i)))
                    .toList();
            awaitHolders();

            // when
            long begun = System.nanoTime();
            CompletableFuture<JsonObject> late = other.beginCall("dewey_list_conversations", JsonOf.object());
            Duration meanwhile = pings(other);
            JsonObject error = McpClient.await(late)
                    .getJsonObject("result")
                    .getJsonObject("structuredContent")
                    .getJsonObject("error");
            Duration took = Duration.ofNanos(System.nanoTime() - begun);

            // then
            System.out.printf(
                    "pool exhausted: refused after %d ms; p99 of ping %d µs before, %d µs meanwhile%n",
                    took.toMillis(), before.toNanos() / 1000, meanwhile.toNanos() / 1000);
            assertThat(error.getString("reason")).isEqualTo("unavailable");
            assertThat(error.getInt("retry_after_ms")).isEqualTo(1_000);
            assertThat(took).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(HOLD_SECONDS));
            assertThat(meanwhile)
                    .as("p99 of ping; %s before", before)
                    .isLessThan(before.multipliedBy(5).plusMillis(200));
            assertThat(holders).allSatisfy(call -> assertThat(
                            McpClient.await(call).getJsonObject("result").getBoolean("isError"))
                    .isFalse());
            assertThat(other.call("dewey_list_conversations", JsonOf.object()).getBoolean("isError"))
                    .isFalse();
        }
    }

    private void awaitHolders() throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(HOLD_SECONDS);
        while (holders() < POOL) {
            assertThat(System.nanoTime())
                    .as("all connections are held before the first is free")
                    .isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private int holders() throws Exception {
        return Integer.parseInt(
                dewey.postgres().ask("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"));
    }

    /** The time within which 99 of a hundred are answered. */
    private static Duration pings(McpClient client) {
        return Duration.ofNanos(IntStream.range(0, PINGS)
                .mapToLong(i -> {
                    long begun = System.nanoTime();
                    client.request("ping");
                    return System.nanoTime() - begun;
                })
                .sorted()
                .skip(PINGS * 99 / 100)
                .findFirst()
                .orElseThrow());
    }
}
