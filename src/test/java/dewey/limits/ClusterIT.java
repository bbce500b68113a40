package dewey.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes in a cluster, and one caller who takes whatever each of them gives. Two more servers are a minute or more, so that this runs
 * only with {@code -Ddewey.test.cluster=true}; the arithmetic is tested by {@link SettlementTest} in each build.
 */
@OnRunningDewey
@EnabledIfSystemProperty(named = "dewey.test.cluster", matches = "true")
class ClusterIT {
    private static final int RATE = 50;
    private static final int BURST = 100;
    private static final Duration TIME = Duration.ofSeconds(20);
    /** Of calls that are under way on each node at the same time. */
    private static final int DEPTH = 16;

    @TempDir
    private Path directory;

    ClusterIT(RunningDewey providesPostgres) {
        assertThat(providesPostgres.postgres()).isNotNull();
    }

    @Test
    void theNodesTogetherGrantWhatOneOfThemWould() throws Exception {
        Map<String, String> environment = Map.of(
                "DEWEY_LIMITS_SHARED", "true",
                "DEWEY_LIMITS_LOCAL", "true",
                "DEWEY_LIMITS_READ_PER_SECOND", Integer.toString(RATE),
                "DEWEY_LIMITS_READ_BURST", Integer.toString(BURST),
                "DEWEY_LIMITS_MESSAGES_PER_SECOND", "100000",
                "DEWEY_LIMITS_MESSAGES_BURST", "100000");
        int first = ClusterNode.freePort();
        int second = ClusterNode.freePort();
        try (ClusterNode one = ClusterNode.start(directory.resolve("one"), List.of(first, second), environment)) {
            one.awaitReady();
            try (ClusterNode other =
                    ClusterNode.start(directory.resolve("other"), List.of(second, first), environment)) {
                other.awaitReady();
                assertThat(one.log()).contains("the rate limits are shared by all nodes of the data grid");
                assertThat(other.log()).containsPattern("Members \\{size:2|DG Size: 2");

                // when
                long begun = System.nanoTime();
                int granted = granted(List.of(one, other));
                double seconds = (System.nanoTime() - begun) / 1e9;

                // then
                System.out.printf(
                        "granted by both in %.1f s: %d; one node alone may grant %.0f, two that count for themselves %.0f%n",
                        seconds, granted, RATE * seconds + BURST, 2 * (RATE * seconds + BURST));
                assertThat((double) granted)
                        .isBetween(RATE * seconds * 0.8, RATE * seconds + 2 * BURST + 2 * RATE * 0.5);
            }
        }
    }

    private static int granted(List<ClusterNode> nodes) {
        List<McpClient> clients =
                nodes.stream().map(node -> McpClient.modern(node.mcp())).toList();
        try {
            int granted = 0;
            long until = System.nanoTime() + TIME.toNanos();
            while (System.nanoTime() < until) {
                List<CompletableFuture<JsonObject>> calls = new ArrayList<>();
                for (McpClient client : clients) {
                    for (int i = 0; i < DEPTH; i++) {
                        calls.add(client.beginCall("dewey_list_startup_contexts", JsonOf.object()));
                    }
                }
                granted += (int) calls.stream()
                        .filter(call ->
                                !McpClient.await(call).getJsonObject("result").getBoolean("isError"))
                        .count();
            }
            return granted;
        } finally {
            clients.forEach(McpClient::close);
        }
    }
}
