package dewey.transports;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.proxy.ScriptedSession;
import dewey.proxy.ScriptedUpstream;
import dewey.redaction.Redacting;
import dewey.upstreams.Addresses;
import dewey.upstreams.Upstream;
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

/** An upstream that is gone right behind what it has said last; the JDK's WebSocket does not always tell. With {@link FramedWires} the end is read. */
@Timeout(120)
class EndBehindDataTest {
    /** As in production: far longer than this test waits. */
    private static final Duration PINGS = Duration.ofMinutes(5);

    private final ExecutorService executor = Executors.newFixedThreadPool(8);
    private final Heard heard = new Heard();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void isNoticedBehindAMessage() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (ScriptedUpstream upstream = new ScriptedUpstream(0)) {
                WebSocketUpstreamSession session = open(upstream);
                try (ScriptedSession server = upstream.session()) {
                    server.send("last words");
                }

                assertEndIsTold(session);
            }
        }
    }

    @Test
    void isNoticedInTheMiddleOfAMessage() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (ScriptedUpstream upstream = new ScriptedUpstream(0)) {
                WebSocketUpstreamSession session = open(upstream);
                try (ScriptedSession server = upstream.session()) {
                    server.sendBeginning(1_000, 100);
                }

                assertEndIsTold(session);
            }
        }
    }

    @Test
    void isNotTakenForOneThatIsSilentOnly() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(0)) {
            WebSocketUpstreamSession session = open(upstream);
            try (ScriptedSession server = upstream.session()) {
                server.send("busy now");
                assertThat(heard.next(2)).containsExactly("opened ", "busy now");

                // it reads nothing, and so answers no ping
                watch(session, Duration.ofSeconds(11));

                assertThat(heard.waiting()).isZero();
                session.cut();
            }
        }
    }

    private WebSocketUpstreamSession open(ScriptedUpstream upstream) {
        return new WebSocketUpstreamSession(
                new Upstream.WebSocketUpstream(
                        "one",
                        URI.create("ws://127.0.0.1:" + upstream.port() + "/"),
                        Map.of(),
                        new Upstream.Limits(Duration.ofSeconds(5), Duration.ZERO, 1 << 20, true, Redacting.STANDARD)),
                "",
                "hop",
                new JdkWires(new HttpClients(executor), new Addresses(List.of())),
                new WebSocketUpstreamSession.Timing(PINGS, Duration.ofSeconds(1)),
                heard);
    }

    /** Whatever the system has dropped of the data before it. */
    private void assertEndIsTold(WebSocketUpstreamSession session) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(25);
        String told = "";
        while (!told.startsWith("closed 1006") && System.nanoTime() < until) {
            watch(session, Duration.ofMillis(100));
            told = heard.waiting() > 0 ? heard.next() : told;
        }
        assertThat(told).startsWith("closed 1006");
    }

    /** As the relays do, once in a while. */
    private static void watch(WebSocketUpstreamSession session, Duration time) throws InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < until) {
            session.watch(System.nanoTime());
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
