package dewey.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.jsonrpc.RequestId;
import dewey.recording.Direction;
import dewey.recording.SessionEnd;
import dewey.recording.Tap;
import dewey.redaction.Redacting;
import dewey.upstreams.Upstream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** To which record requests over HTTP belong, and when it ends. */
class HttpSessionsTest {
    private static final int MOST = 3;
    private static final List<RequestId> IDS = List.of(new RequestId("1"));
    private static final Upstream UPSTREAM = new Upstream.HttpUpstream(
            "weather",
            URI.create("http://localhost:1/mcp"),
            Map.of(),
            new Upstream.Limits(Duration.ofSeconds(1), Duration.ZERO, 1_000, true, Redacting.STANDARD));

    private final HttpSessions sessions = new HttpSessions(MOST);
    private final List<String> ended = new ArrayList<>();

    @Test
    void endsTheRecordOfWhoIsSilentTheLongestWhenThereAreTooMany() {
        HttpSession busy = entered("busy");
        for (String agent : List.of("first", "second", "third", "fourth")) {
            entered(agent).leave(IDS);
        }

        assertThat(ended)
                .containsExactly(
                        "first: newer sessions have taken its place", "second: newer sessions have taken its place");
        assertThat(sessions.count()).isEqualTo(MOST);
        assertThat(busy.isOver()).isFalse();
        busy.leave(IDS);
        assertThat(entered("busy")).isSameAs(busy);
    }

    @Test
    void whoComesAgainAfterwardsHasAnotherRecord() {
        HttpSession first = entered("first");
        first.leave(IDS);
        for (String agent : List.of("second", "third", "fourth")) {
            entered(agent).leave(IDS);
        }

        assertThat(entered("first")).isNotSameAs(first);
    }

    @Test
    void endsTheRecordOfWhoIsSilentForHalfAnHour() {
        entered("first").leave(IDS);
        entered("busy");
        long now = System.nanoTime();

        sessions.watch(now + TimeUnit.MINUTES.toNanos(29));
        assertThat(ended).isEmpty();

        sessions.watch(now + TimeUnit.MINUTES.toNanos(31));
        assertThat(ended).containsExactly("first: nothing was heard of the client any more");
        assertThat(sessions.count()).isEqualTo(1);
    }

    private HttpSession entered(String agent) {
        return sessions.enter(
                UPSTREAM,
                new Program("Ada", "127.0.0.1", agent, null),
                IDS,
                false,
                () -> new HttpSession(new Ending(agent)));
    }

    /** Hears only of the end. */
    private final class Ending implements Tap {
        private final String agent;

        Ending(String agent) {
            this.agent = agent;
        }

        @Override
        public void end(SessionEnd end) {
            ended.add(agent + ": " + end.reason());
        }

        @Override
        public void text(Direction direction, String text) {}

        @Override
        public void binary(Direction direction, byte[] data) {}

        @Override
        public void synthetic(String text) {}

        @Override
        public void refused(Direction direction, long bytes, String reason) {}

        @Override
        public void errorLine(String line) {}
    }
}
