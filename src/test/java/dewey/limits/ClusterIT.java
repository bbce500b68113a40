package dewey.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
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
    private static final Duration WARM_UP = Duration.ofSeconds(10);
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

                // given: both are warm, and their bursts are used up; what nobody asks for at first nobody gets later
                takeFrom(List.of(one, other), WARM_UP);

                // when
                long begun = System.nanoTime();
                List<Taken> taken = takeFrom(List.of(one, other), TIME);
                double seconds = (System.nanoTime() - begun) / 1e9;

                // then
                int asked = taken.stream().mapToInt(Taken::asked).sum();
                int granted = taken.stream().mapToInt(Taken::granted).sum();
                System.out.printf(
                        "in %.1f s %s: %d of %d granted; one node alone may grant %.0f, two that count for themselves %.0f%n",
                        seconds, taken, granted, asked, RATE * seconds, 2 * RATE * seconds);
                assertThat((double) granted)
                        .as("of %d that were asked for in %.1f s", asked, seconds)
                        .isBetween(RATE * seconds * 0.85, RATE * seconds * 1.15);
                assertThat(granted).as("the limit was met").isLessThan(asked);
            }
        }
    }

    /** What a node was asked for, and what it has granted. */
    private record Taken(int asked, int granted) {}

    /** Of each node whatever it gives, all the time, whatever the other does. */
    private static List<Taken> takeFrom(List<ClusterNode> nodes, Duration time) {
        return nodes.stream().map(node -> CompletableFuture.supplyAsync(() -> takeFrom(node, time))).toList().stream()
                .map(CompletableFuture::join)
                .toList();
    }

    private static Taken takeFrom(ClusterNode node, Duration time) {
        int asked = 0;
        int granted = 0;
        try (McpClient client = McpClient.modern(node.mcp())) {
            for (long until = System.nanoTime() + time.toNanos(); System.nanoTime() < until; asked += DEPTH) {
                granted += (int) IntStream.range(0, DEPTH)
                        .mapToObj(i -> client.beginCall("dewey_list_startup_contexts", JsonOf.object()))
                        .toList()
                        .stream()
                        .filter(call ->
                                !McpClient.await(call).getJsonObject("result").getBoolean("isError"))
                        .count();
            }
        }
        return new Taken(asked, granted);
    }
}
