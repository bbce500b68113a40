package dewey.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.http.SlowClient;
import dewey.jsonrpc.RequestId;
import dewey.recording.Tap;
import dewey.redaction.Redacting;
import dewey.transports.HttpClients;
import dewey.transports.HttpExchange;
import dewey.upstreams.Addresses;
import dewey.upstreams.Upstream;
import dewey.upstreams.UpstreamHealth;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One request over HTTP, whose upstream takes it and says nothing but what the test has it say. */
@Timeout(60)
class HttpRelayTest {
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\"}";
    private static final String ANSWER = "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}";
    private static final Duration STALL = Duration.ofDays(1);
    private static final HttpHeaders JSON =
            HttpHeaders.of(Map.of("Content-Type", List.of("application/json")), (name, value) -> true);

    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final UpstreamHealth health = new UpstreamHealth() {};
    private final SlowClient client = new SlowClient();
    private final List<HttpRelay> over = new ArrayList<>();
    private Duration idleTimeout = Duration.ZERO;
    private ServerSocket upstream;

    @BeforeEach
    void open() throws Exception {
        upstream = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws Exception {
        upstream.close();
        executor.shutdownNow();
    }

    @Test
    void isNotIdleWhileItsAnswerIsOnItsWayToASlowClient() throws Exception {
        HttpRelay relay = started("POST", CALL);
        assertThat(relay.isIdle()).isFalse();

        tell(relay, whole(ANSWER));
        assertThat(relay.isIdle()).isFalse();
        assertThat(over).isEmpty();

        client.read();
        assertThat(client.taken()).isEqualTo(ANSWER);
        assertThat(over).containsExactly(relay);
    }

    @Test
    void refusesNothingOnceItsAnswerWasGiven() throws Exception {
        HttpRelay relay = started("POST", CALL);
        tell(relay, whole(ANSWER));

        relay.stop();

        assertThat(client.status()).isEqualTo(200);
        assertThat(client.heads()).isEqualTo(1);
        assertThat(over).containsExactly(relay);
    }

    @Test
    void takesNoAnswerAnyMoreOnceItHasRefused() throws Exception {
        HttpRelay relay = started("POST", CALL);
        relay.stop();

        tell(relay, whole(ANSWER));

        client.read();
        assertThat(client.status()).isEqualTo(502);
        assertThat(client.heads()).isEqualTo(1);
        assertThat(client.taken()).contains("the server is stopping").contains("\"id\":7");
        assertThat(over).containsExactly(relay);
    }

    @Test
    void isIdleWhenItsClientListensAndHasAllThatWasSaid() throws Exception {
        HttpRelay relay = started("GET", "");
        assertThat(relay.isIdle()).isTrue();
        tell(relay, new HttpExchange.Begun(JSON));
        tell(relay, new HttpExchange.Events("data: {}\n\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(relay.isIdle()).isFalse();

        client.read();

        assertThat(client.taken()).isEqualTo("data: {}\n\n");
        assertThat(relay.isIdle()).isTrue();
        relay.stop();
        assertThat(over).containsExactly(relay);
    }

    @Test
    void givesUpAnUpstreamThatDoesNotBeginToAnswer() throws Exception {
        HttpRelay relay = started("POST", CALL);
        long now = System.nanoTime();

        relay.watch(now + TimeUnit.MINUTES.toNanos(29), STALL, STALL);
        assertThat(client.heads()).isZero();
        relay.watch(now + TimeUnit.MINUTES.toNanos(31), STALL, STALL);
        tell(relay, whole(ANSWER));
        client.read();

        assertThat(client.status()).isEqualTo(504);
        assertThat(client.heads()).isEqualTo(1);
        assertThat(client.taken()).contains("\"id\":7").contains("1800 s");
        assertThat(over).containsExactly(relay);
        assertThat(health.of("one").state()).isEqualTo(UpstreamHealth.State.DEGRADED);
        assertThat(health.of("one").leftAlone()).isFalse();
    }

    @Test
    void givesUpAfterTheIdleTimeoutOfTheUpstream() throws Exception {
        idleTimeout = Duration.ofSeconds(90);
        HttpRelay relay = started("POST", CALL);

        relay.watch(System.nanoTime() + TimeUnit.SECONDS.toNanos(91), STALL, STALL);

        client.read();
        assertThat(client.status()).isEqualTo(504);
        assertThat(client.taken()).contains("within 90 s");
    }

    @Test
    void doesNotGiveUpAStreamThatIsSilent() throws Exception {
        HttpRelay relay = started("POST", CALL);
        tell(relay, new HttpExchange.Begun(JSON));
        client.read();

        relay.watch(System.nanoTime() + TimeUnit.HOURS.toNanos(1), STALL, Duration.ofSeconds(25));

        assertThat(client.taken()).isEqualTo(": \n\n");
        assertThat(over).isEmpty();
    }

    private static HttpExchange.Whole whole(String body) {
        return new HttpExchange.Whole(200, JSON, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void tell(HttpRelay relay, HttpExchange.Part part) {
        relay.taker().told().accept(part);
    }

    private HttpRelay started(String method, String content) {
        Upstream.HttpUpstream one = new Upstream.HttpUpstream(
                "one",
                URI.create("http://127.0.0.1:" + upstream.getLocalPort() + "/"),
                Map.of(),
                new Upstream.Limits(Duration.ofSeconds(5), idleTimeout, 1 << 20, true, Redacting.STANDARD));
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        List<RequestId> ids = content.isEmpty() ? List.of() : List.of(new RequestId("7"));
        HttpRelay relay = new HttpRelay(
                new HttpRelay.Asked("one", method, null, bytes, ids, HttpSessions.patience(one)),
                new HttpSession(Tap.SILENT),
                health.admit("one").orElseThrow(),
                client.answer(),
                null,
                over::add);
        relay.start(new HttpExchange(
                one,
                new HttpClients(executor),
                new Addresses(List.of()),
                new HttpExchange.Forwarded(method, Map.of(), bytes, true),
                // what the upstream itself says is not told: the test says it
                new HttpExchange.Taker(part -> {}, more -> {}, () -> false)));
        return relay;
    }
}
