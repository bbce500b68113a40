package dewey.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@OnRunningDewey
class IdleRelayIT {
    private final RunningDewey dewey;

    IdleRelayIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @Test
    void endsWhenNothingIsSaidForLongerThanItsUpstreamAllows() throws Exception {
        int port = Integer.parseInt(System.getenv("DEWEY_TEST_UPSTREAM_PORT"));
        try (ScriptedUpstream upstream = new ScriptedUpstream(port);
                RelayClient client = RelayClient.connect(dewey.webSocket("/proxy/sleepy"));
                ScriptedSession server = upstream.session()) {
            for (int i = 0; i < 5; i++) {
                Thread.sleep(300);
                client.send("still here");
                assertThat(server.read().text()).isEqualTo("still here");
            }
            long silentSince = System.nanoTime();

            RelayClient.Close close = client.awaitClose();

            assertThat(close).isEqualTo(new RelayClient.Close(1001, "nothing was said for 1 s"));
            assertThat(Duration.ofNanos(System.nanoTime() - silentSince)).isGreaterThan(Duration.ofMillis(900));
        }
    }
}
