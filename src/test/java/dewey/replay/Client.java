package dewey.replay;

import dewey.database.TestDatabase;
import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.recording.Given;
import dewey.redaction.Redacting;
import dewey.redaction.Redaction;
import dewey.redaction.Secrets;
import dewey.sessions.Sessions;
import dewey.upstreams.Payload;
import dewey.upstreams.Upstream.Limits;
import dewey.upstreams.Upstream.ReplayUpstream;
import dewey.upstreams.UpstreamSession;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One who talks with a replay; quotes are written as apostrophes in what it says, not in what it hears. */
final class Client implements UpstreamSession.Listener, AutoCloseable {
    private static final Duration SILENCE = Duration.ofMillis(300);

    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    final ReplaySession session;

    Client(String tenant, UUID recorded, boolean atRecordedSpeed) {
        Stage stage = new Stage(
                new Sessions(TestDatabase.transactions()),
                upstream -> new Redaction(Secrets.of(Given.settings().recording())
                        .with(new Redacting(true, upstream.equals("shy") ? List.of("pin") : List.of()))),
                workers,
                (delay, work) -> clock.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS));
        Limits limits = new Limits(Duration.ZERO, Duration.ZERO, 16 << 20, false, Redacting.STANDARD);
        session = new ReplaySession(
                stage, tenant, new ReplayUpstream("replay:" + recorded, recorded, atRecordedSpeed, limits), this);
        session.open();
    }

    Client say(String text) {
        session.send(new Payload.Text(text.replace('\'', '"')));
        return this;
    }

    /** The next that is told, as it is. */
    String next() {
        try {
            String next = heard.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing is heard");
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The {@code error} of the next. */
    JsonObject nextError() {
        try {
            return JsonText.read(next()).asJsonObject().getJsonObject("error");
        } catch (InvalidJson e) {
            throw new AssertionError(e);
        }
    }

    boolean hearsNothing() throws InterruptedException {
        return heard.poll(SILENCE.toMillis(), TimeUnit.MILLISECONDS) == null;
    }

    /** Skips the news that the replay is open. */
    Client opened() {
        String first = next();
        if (!first.equals("opened")) {
            throw new AssertionError(first);
        }
        return this;
    }

    @Override
    public void opened(String subprotocol) {
        heard.add("opened");
    }

    @Override
    public void received(Payload message) {
        heard.add(((Payload.Text) message).text());
    }

    @Override
    public void taken() {
        // how fast it goes is asked elsewhere
    }

    @Override
    public void errorLine(String line) {
        heard.add("error line " + line);
    }

    @Override
    public void closed(int code, String reason) {
        heard.add("closed " + code + " " + reason);
    }

    @Override
    public void unreachable(String reason) {
        heard.add("unreachable: " + reason);
    }

    @Override
    public void close() {
        session.cut();
        workers.shutdown();
        clock.shutdownNow();
    }
}
