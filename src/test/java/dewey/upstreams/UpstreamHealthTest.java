package dewey.upstreams;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.jsonrpc.RequestId;
import dewey.proxy.ScriptedSession;
import dewey.proxy.ScriptedUpstream;
import dewey.redaction.Redacting;
import dewey.transports.FramedWires;
import dewey.transports.Heard;
import dewey.transports.HttpClients;
import dewey.transports.HttpUpstreamSession;
import dewey.transports.JdkWires;
import dewey.transports.ScriptedHttpServer;
import dewey.transports.WebSocketUpstreamSession;
import dewey.upstreams.UpstreamHealth.State;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamHealthTest {
    private static final Duration DELAY = Duration.ofSeconds(10);
    private static final Upstream.Limits LIMITS =
            new Upstream.Limits(Duration.ofSeconds(1), Duration.ZERO, 1024, true, Redacting.STANDARD);

    private final AtomicLong clock = new AtomicLong();
    private final UpstreamHealth health = new UpstreamHealth(3, DELAY, clock::get);
    private final Heard heard = new Heard();

    @Test
    void isJudgedFromWhatSessionsTell() {
        assertThat(health.of("one").state()).isEqualTo(State.UNKNOWN);

        WatchedListener session = admit();
        session.opened("mcp");
        assertThat(health.of("one").state()).isEqualTo(State.UNKNOWN);

        session.received(new Payload.Text("{}"));
        assertThat(health.of("one").state()).isEqualTo(State.HEALTHY);

        session.unanswered(new RequestId("1"), "the upstream answered HTTP 503");
        assertThat(health.of("one").state()).isEqualTo(State.DEGRADED);
        assertThat(health.of("one").lastError()).hasValue("the upstream answered HTTP 503");

        session.received(new Payload.Text("{}"));
        session.closed(1006, "gone");
        assertThat(health.of("one").state()).isEqualTo(State.DEGRADED);
        assertThat(health.of("one").lastErrorAt()).isPresent();
        assertThat(health.of("two").state()).isEqualTo(State.UNKNOWN);
        assertThat(health.all()).containsOnlyKeys("one", "two");
    }

    @Test
    void passesEverythingOn() throws Exception {
        WatchedListener session = admit();
        session.opened("mcp");
        session.received(new Payload.Text("{}"));
        session.unanswered(new RequestId("1"), "why");
        session.errorLine("line");
        session.closed(1000, "bye");
        admit().unreachable("nobody there");

        assertThat(heard.next(6))
                .containsExactly(
                        "opened mcp",
                        "{}",
                        "unanswered 1: why",
                        "stderr line",
                        "closed 1000: bye",
                        "unreachable: nobody there");
    }

    @Test
    void isLeftAloneAfterSeveralFailuresInARow() {
        fail(2);
        admit().received(new Payload.Text("{}"));
        fail(2);
        assertThat(health.of("one").leftAlone()).isFalse();

        fail(1);

        assertThat(health.of("one").leftAlone()).isTrue();
        assertThat(health.of("one").state()).isEqualTo(State.FAILED);
        assertThat(health.admit("one")).isEmpty();
        assertThat(health.admit("two")).isPresent();
    }

    @Test
    void isTriedByOneSessionWhenTheDelayIsOver() {
        fail(3);
        clock.addAndGet(DELAY.toNanos());

        WatchedListener probe = admit();
        assertThat(health.admit("one")).isEmpty();
        probe.unreachable("still not there");
        assertThat(health.admit("one")).isEmpty();

        clock.addAndGet(DELAY.toNanos());
        admit().received(new Payload.Text("{}"));
        assertThat(health.of("one").leftAlone()).isFalse();
        assertThat(health.admit("one")).isPresent();
        assertThat(health.of("one").state()).isEqualTo(State.HEALTHY);
    }

    @Test
    void isNotKeptFromOthersByASessionThatStaysSilent() {
        fail(3);
        clock.addAndGet(DELAY.toNanos());
        admit().opened("");
        assertThat(health.admit("one")).isEmpty();

        clock.addAndGet(DELAY.toNanos());

        assertThat(health.admit("one")).isPresent();
    }

    @Test
    void isTriedByTheNextWhenTheClientOfTheFirstHasLeft() {
        fail(3);
        clock.addAndGet(DELAY.toNanos());

        WatchedListener probe = admit();
        probe.trial().clientLeft();
        probe.closed(1006, "the session was cut");

        assertThat(health.admit("one")).isPresent();
    }

    @Test
    void doesNotSufferFromClientsThatLeave() {
        for (int i = 0; i < 10; i++) {
            WatchedListener session = admit();
            session.opened("");
            session.trial().clientLeft();
            session.closed(1006, "the session was cut");
        }

        assertThat(health.of("one").state()).isEqualTo(State.UNKNOWN);
        assertThat(health.of("one").leftAlone()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keepsTheWordsOfACloseFrameToTheSession(boolean framed) throws Exception {
        ExecutorService executor = Executors.newCachedThreadPool();
        Addresses addresses = new Addresses(List.of());
        JdkWires jdk = new JdkWires(new HttpClients(executor), addresses);
        FramedWires own = new FramedWires(jdk, addresses, executor, Thread::new);
        try (ScriptedUpstream upstream = new ScriptedUpstream(0)) {
            URI url = URI.create("ws://127.0.0.1:" + upstream.port() + "/");
            new WebSocketUpstreamSession(
                    new Upstream.WebSocketUpstream("one", url, Map.of(), LIMITS),
                    "",
                    "hop",
                    framed ? own : jdk,
                    new WebSocketUpstreamSession.Timing(Duration.ofMinutes(5), Duration.ofSeconds(1)),
                    admit());
            try (ScriptedSession server = upstream.session()) {
                server.send("{}");
                server.sendClose(1011, "cannot read S3CRET of alice");

                assertThat(heard.next(3)).containsExactly("opened ", "{}", "closed 1011: cannot read S3CRET of alice");
            }
        }
        own.stop();
        executor.shutdownNow();

        assertThat(health.of("one").state()).isEqualTo(State.DEGRADED);
        assertThat(health.of("one").lastError()).hasValue("the upstream ended the session with close code 1011");
    }

    @Test
    void keepsTheWordsOfABodyToTheSession() throws Exception {
        ExecutorService executor = Executors.newCachedThreadPool();
        String error = "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":1,\"message\":\"no S3CRET here\"}}";
        try (ScriptedHttpServer upstream = new ScriptedHttpServer(
                (exchange, asked) -> ScriptedHttpServer.answer(exchange, 400, "application/json", error))) {
            ping(upstream.url(), new HttpClients(executor), admit());

            assertThat(heard.next(2))
                    .containsExactly("opened ", "unanswered 1: the upstream answered HTTP 400: no S3CRET here");
        }
        executor.shutdownNow();

        assertThat(health.of("one").state()).isEqualTo(State.DEGRADED);
        assertThat(health.of("one").lastError()).hasValue("the upstream answered HTTP 400");
    }

    @Test
    void recoversWithAnUpstreamThatReturns() throws Exception {
        ExecutorService executor = Executors.newCachedThreadPool();
        HttpClients clients = new HttpClients(executor);
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
        }
        for (int i = 0; i < 3; i++) {
            ping(nobody, clients, admit());
            assertThat(heard.until("closed")).last().isEqualTo("closed 1006: the upstream refused the connection");
        }
        assertThat(health.admit("one")).isEmpty();

        clock.addAndGet(DELAY.toNanos());
        try (ScriptedHttpServer back =
                new ScriptedHttpServer((exchange, asked) -> ScriptedHttpServer.json(exchange, "{}"))) {
            ping(back.url(), clients, admit());
            assertThat(heard.next(2)).containsExactly("opened ", "{}");
        }

        assertThat(health.of("one").state()).isIn(State.HEALTHY, State.DEGRADED);
        assertThat(health.of("one").leftAlone()).isFalse();
        executor.shutdownNow();
    }

    private static void ping(URI url, HttpClients clients, UpstreamSession.Listener listener) {
        HttpUpstreamSession session = new HttpUpstreamSession(
                new Upstream.HttpUpstream("one", url, Map.of(), LIMITS),
                "hop",
                clients,
                new Addresses(List.of()),
                listener);
        session.open();
        session.send(new Payload.Text("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"));
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            admit().unreachable("nobody there");
        }
    }

    private WatchedListener admit() {
        return new WatchedListener(health.admit("one").orElseThrow(), heard);
    }
}
