package dewey.admin;

import dewey.proxy.HttpRelays;
import dewey.proxy.Relays;
import dewey.recording.Recorder;
import dewey.recording.RecorderState;
import dewey.upstreams.UpstreamHealth;
import dewey.upstreams.UpstreamHealth.Health;
import dewey.upstreams.Upstreams;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** How relays, upstreams and the recorder are doing. Always up: an upstream that is down is no reason to send no more clients to this node. */
@Readiness
@ApplicationScoped
public class ProxyHealth implements HealthCheck {
    @Inject
    private Relays relays;

    @Inject
    private HttpRelays overHttp;

    @Inject
    private Upstreams upstreams;

    @Inject
    private UpstreamHealth health;

    @Inject
    private Recorder recorder;

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("proxy")
                .up()
                .withData("clients", relays.clientCount())
                .withData("upstream_sessions", relays.upstreamCount())
                .withData("http_exchanges", overHttp.count())
                .withData("http_sessions", overHttp.sessionCount());
        upstreams.problem().ifPresent(problem -> response.withData("upstreams_file", problem));
        for (String name : upstreams.names()) {
            response.withData("upstream " + name, inWords(health.of(name)));
        }
        addRecorder(response, recorder.state());
        return response.build();
    }

    private static void addRecorder(HealthCheckResponseBuilder response, RecorderState state) {
        response.withData("recorder", state.degraded() ? "degraded" : "well")
                .withData("recorder_queued", state.queuedEntries())
                .withData("recorder_spooled", state.spooledEntries())
                .withData("recorder_missing", state.missing())
                .withData("recorder_tool_changes", state.toolChanges());
        if (state.lastFailure() != null) {
            response.withData("recorder_last_failure", state.lastFailure());
        }
    }

    private static String inWords(Health health) {
        String state = health.state().name().toLowerCase(Locale.ROOT);
        return health.lastError()
                .map(error -> state + "; last error at " + health.lastErrorAt().orElseThrow() + ": " + error)
                .orElse(state);
    }
}
