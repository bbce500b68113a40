package dewey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@OnRunningDewey
class MetricsIT {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private final RunningDewey dewey;

    MetricsIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @Test
    void tellsTheServersMetricsWhatDeweyHasDone() throws Exception {
        // given
        try (McpClient client = McpClient.modern(dewey.mcp())) {
            client.structured("dewey_list_startup_contexts", JsonOf.object());

            // when
            await("dewey_calls_total\\{[^}]*outcome=\"answered\"[^}]*dewey_list_startup_contexts[^}]*} [1-9]");
            // told every five seconds: an earlier test may have called the tool, and its socket be gone
            String metrics = await("dewey_sessions\\{[^}]*door=\"websocket\"[^}]*} [1-9]");

            // then
            assertThat(metrics)
                    .contains("# TYPE dewey_calls_total counter")
                    .containsPattern("dewey_call_duration_seconds_bucket\\{[^}]*le=\"\\+Inf\"")
                    .containsPattern("dewey_database_attempts_total\\{[^}]*outcome=\"worked\"[^}]*} [1-9]")
                    .containsPattern("dewey_refused_by_limit_total\\{[^}]*kind=\"search\"")
                    .containsPattern("dewey_recorder_waiting\\{[^}]*place=\"spool\"")
                    .containsPattern("dewey_upstream_state\\{[^}]*state=\"unknown\"");
        }
    }

    private String await(String expected) throws Exception {
        long until = System.nanoTime() + PATIENCE_NANOS;
        String metrics = metrics();
        while (!metrics.matches("(?s).*" + expected + ".*") && System.nanoTime() < until) {
            Thread.sleep(250);
            metrics = metrics();
        }
        assertThat(metrics).containsPattern(expected);
        return metrics;
    }

    private String metrics() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(dewey.http("/metrics?scope=dewey"))
                .header("Accept", "text/plain")
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
