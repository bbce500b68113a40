package dewey.database;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Only what is asked for with a sampled trace leaves the trace in the statements. */
@OnRunningDewey
class TraceCommentIT {
    private static final int LOOKS = 200;

    private final RunningDewey dewey;

    TraceCommentIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @Test
    void leadsFromAStatementBackToTheCallThatMadeIt() throws Exception {
        // given
        String sampled = trace("01");
        String unsampled = trace("00");
        try (McpClient client = McpClient.legacy(dewey.mcp());
                Connection holder = dewey.postgres().connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE conversations IN ACCESS EXCLUSIVE MODE");

            // when
            CompletableFuture<JsonObject> first = list(client, sampled);
            CompletableFuture<JsonObject> second = list(client, unsampled);
            List<String> waiting = waiting();
            holder.rollback();

            // then
            assertThat(waiting)
                    .as("of %s, not of %s", sampled, unsampled)
                    .hasSize(2)
                    .anyMatch(query -> query.endsWith("/*traceparent='" + sampled + "'*/"))
                    .noneMatch(query -> query.contains(unsampled));
            McpClient.await(first);
            McpClient.await(second);
        }
        assertThat(dewey.log().text()).contains(sampled.substring(3, 35), unsampled.substring(3, 35));
    }

    private static CompletableFuture<JsonObject> list(McpClient client, String traceparent) {
        return client.begin(
                "tools/call",
                JsonOf.object(
                        "name", "dewey_list_conversations",
                        "arguments", JsonOf.object(),
                        "_meta", JsonOf.object("traceparent", traceparent)));
    }

    /** The statements that wait for the lock, when both do. */
    private List<String> waiting() throws SQLException, InterruptedException {
        List<String> queries = List.of();
        for (int look = 0; look < LOOKS && queries.size() < 2; look++) {
            Thread.sleep(100);
            String all = dewey.postgres()
                    .ask("SELECT string_agg(query, '|') FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
            queries = all == null ? List.of() : List.of(all.split("\\|"));
        }
        return queries;
    }

    private static String trace(String flags) {
        String id = UUID.randomUUID().toString().replace("-", "");
        return "00-" + id + "-" + id.substring(0, 16) + "-" + flags;
    }
}
