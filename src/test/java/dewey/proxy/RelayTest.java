package dewey.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.recording.Tap;
import dewey.redaction.Redacting;
import dewey.transports.CloseCodes;
import dewey.transports.HttpClients;
import dewey.transports.JdkWires;
import dewey.transports.WebSocketUpstreamSession;
import dewey.upstreams.Addresses;
import dewey.upstreams.Upstream;
import dewey.upstreams.UpstreamHealth;
import dewey.upstreams.WatchedListener;
import dewey.websocket.Speaker;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A relay whose client was refused before its upstream's side began. */
@Timeout(60)
class RelayTest {
    private static final Relay.Bounds BOUNDS = new Relay.Bounds(1 << 20, Duration.ofSeconds(20), 100);

    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final UpstreamHealth health = new UpstreamHealth() {};

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void doesNotBlameItsUpstreamForAClientThatWasRefused() throws Exception {
        try (ScriptedUpstream scripted = new ScriptedUpstream(0)) {
            Upstream.WebSocketUpstream upstream = upstream(scripted.port());
            Relay relay = new Relay(null, upstream, Tap.SILENT, BOUNDS, null, () -> {});
            relay.ended(new Speaker.End(false, CloseCodes.TRY_AGAIN_LATER, "too many sockets are open"));

            UpstreamHealth.Trial trial = health.admit("one").orElseThrow();
            WebSocketUpstreamSession session = open(upstream, new WatchedListener(trial, relay));
            relay.start(session, trial::clientLeft);
            while (!session.hasEnded()) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }

        assertThat(health.of("one").state()).isEqualTo(UpstreamHealth.State.UNKNOWN);
        assertThat(health.of("one").leftAlone()).isFalse();
    }

    @Test
    void knowsThatItsClientHasEnded() {
        Relay relay = new Relay(null, upstream(1), Tap.SILENT, BOUNDS, null, () -> {});
        assertThat(relay.isClosed()).isFalse();

        relay.ended(new Speaker.End(false, CloseCodes.GOING_AWAY, "the server is stopping"));

        assertThat(relay.isClosed()).isTrue();
    }

    private WebSocketUpstreamSession open(Upstream.WebSocketUpstream upstream, WatchedListener listener) {
        return new WebSocketUpstreamSession(
                upstream,
                "",
                "hop",
                new JdkWires(new HttpClients(executor), new Addresses(List.of())),
                new WebSocketUpstreamSession.Timing(Duration.ofMinutes(1), Duration.ofSeconds(1)),
                listener);
    }

    private static Upstream.WebSocketUpstream upstream(int port) {
        return new Upstream.WebSocketUpstream(
                "one",
                URI.create("ws://127.0.0.1:" + port + "/"),
                Map.of(),
                new Upstream.Limits(Duration.ofSeconds(5), Duration.ZERO, 1 << 20, true, Redacting.STANDARD));
    }
}
