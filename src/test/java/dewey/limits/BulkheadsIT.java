package dewey.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Searches that are slow in the database itself, more of them than there are workers and connections: a function of PostgreSQL that
 * searches call is shadowed by one that sleeps first.
 */
@OnRunningDewey
class BulkheadsIT {
    private static final int SOCKETS = 4;
    private static final int SEARCHES_OF_EACH = 16;

    private final RunningDewey dewey;

    BulkheadsIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void slowDownSearches() throws Exception {
        dewey.postgres().execute("CREATE SCHEMA slow");
        dewey.postgres().execute("GRANT USAGE ON SCHEMA slow TO PUBLIC");
        dewey.postgres()
                .execute("CREATE FUNCTION slow.phraseto_tsquery(regconfig, text) RETURNS tsquery LANGUAGE plpgsql AS"
                        + " $$ BEGIN PERFORM pg_sleep(3); RETURN pg_catalog.phraseto_tsquery($1, $2); END $$");
        searchPath("slow, pg_catalog, public");
    }

    @AfterEach
    void asBefore() throws Exception {
        searchPath(null);
        dewey.postgres().execute("DROP SCHEMA slow CASCADE");
    }

    @Test
    void slowSearchesKeepNeitherConnectionsNorWorkersFromStores() throws Exception {
        List<McpClient> searching = new ArrayList<>();
        try (McpClient storing = McpClient.modern(dewey.mcp())) {
            // given
            String conversation = storing.structured("dewey_begin_conversation", JsonOf.object())
                    .getString("conversation_id");
            List<CompletableFuture<JsonObject>> searches = new ArrayList<>();
            for (int i = 0; i < SOCKETS; i++) {
                McpClient client = McpClient.modern(dewey.mcp());
                searching.add(client);
                for (int j = 0; j < SEARCHES_OF_EACH; j++) {
                    searches.add(client.beginCall("dewey_search", JsonOf.object("query", "slow " + i + " " + j)));
                }
            }
            TimeUnit.MILLISECONDS.sleep(300);

            // when
            List<Duration> stores = new ArrayList<>();
            while (searches.stream().anyMatch(search -> !search.isDone()) && stores.size() < 2_000) {
                long begun = System.nanoTime();
                storing.structured(
                        "dewey_store_message",
                        JsonOf.object("conversation_id", conversation, "role", "user", "content", "quick"));
                stores.add(Duration.ofNanos(System.nanoTime() - begun));
            }

            // then
            Collections.sort(stores);
            System.out.printf(
                    "%d stores beside slow searches: p50 %d ms, p99 %d ms%n",
                    stores.size(),
                    stores.get(stores.size() / 2).toMillis(),
                    stores.get(stores.size() * 99 / 100).toMillis());
            assertThat(stores).hasSizeGreaterThan(20);
            assertThat(stores.get(stores.size() * 99 / 100))
                    .as("p99 of " + stores.size() + " stores, the median was " + stores.get(stores.size() / 2))
                    .isLessThan(Duration.ofMillis(1_500));
            List<JsonObject> results = searches.stream()
                    .map(search -> McpClient.await(search).getJsonObject("result"))
                    .toList();
            assertThat(results).anySatisfy(result -> assertThat(result.getBoolean("isError"))
                    .isFalse());
            assertThat(results.stream().filter(result -> result.getBoolean("isError")))
                    .isNotEmpty()
                    .allSatisfy(result -> assertThat(result.getJsonObject("structuredContent")
                                    .getJsonObject("error")
                                    .getString("message"))
                            .contains("searches run on this server at the moment, which is the most"));
        } finally {
            searching.forEach(McpClient::close);
        }
    }

    /** Of all sessions that begin from now on; those that are there are ended. */
    private void searchPath(String path) throws Exception {
        String user = dewey.postgres()
                .ask("SELECT quote_ident(usename) FROM pg_stat_activity WHERE application_name = 'dewey' LIMIT 1");
        dewey.postgres()
                .execute("ALTER ROLE " + user + (path == null ? " RESET search_path" : " SET search_path = " + path));
        dewey.postgres()
                .ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'dewey'");
    }
}
