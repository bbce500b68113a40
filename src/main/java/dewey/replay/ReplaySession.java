package dewey.replay;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.jsonrpc.Glance;
import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcWriter;
import dewey.jsonrpc.RequestId;
import dewey.redaction.Redaction;
import dewey.refusals.Reason;
import dewey.refusals.Refused;
import dewey.replay.Exchange.Place;
import dewey.sessions.Frame;
import dewey.sessions.Session;
import dewey.upstreams.Payload;
import dewey.upstreams.Upstream.ReplayUpstream;
import dewey.upstreams.UpstreamSession;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A session with a recorded session, which answers as the server did.
 *
 * <p>It reads the record's outline first, then hears and answers one thing at a time on workers, and reads each text when it is to
 * be said. The record of a session that still goes on is taken as it is at that moment.
 *
 * <pre>
 * learning ──outline read──► answering ──close, cut──► closed
 *     └──no such session, too long, not to be read──► unreachable
 * </pre>
 */
final class ReplaySession implements UpstreamSession {
    /** An index of so many takes some 40 MiB (seen: 14 MiB for 100,000). */
    static final int MOST_FRAMES = 250_000;

    private static final System.Logger LOG = System.getLogger("dewey.replay");
    private static final int TEXT_ONLY = 1003;
    private static final int LOST = 1006;
    private static final String CANCELLED = "notifications/cancelled";

    private final Stage stage;
    private final String tenant;
    private final ReplayUpstream upstream;
    private final Listener told;
    private final InTurn work;
    private final Voice voice;
    private final AtomicLong unheardBytes = new AtomicLong();
    private volatile boolean ending;
    private volatile boolean ended;

    // used in turn only
    private Script script;

    private Redaction redaction;
    private final Map<RequestId, Performance> running = new HashMap<>();
    /** By the ids of the server's requests, whose answers they wait for. */
    private final Map<String, Performance> awaiting = new HashMap<>();

    ReplaySession(Stage stage, String tenant, ReplayUpstream upstream, Listener told) {
        this.stage = stage;
        this.tenant = tenant;
        this.upstream = upstream;
        this.told = told;
        this.work = new InTurn(stage.workers());
        this.voice = new Voice(stage.sessions(), tenant, upstream.session(), told);
    }

    /** Begins to read the record; {@link Listener#opened} or {@link Listener#unreachable} follows. */
    void open() {
        work.add(this::learn);
    }

    private void learn() {
        try {
            Session recorded = stage.sessions().session(tenant, upstream.session());
            redaction =
                    stage.redactions().apply(recorded.facts().text("upstream").orElse(""));
            ScriptReader reader = new ScriptReader();
            int turn = 1;
            int read = 0;
            for (List<Frame> frames = outline(turn); !frames.isEmpty(); frames = outline(turn)) {
                read += frames.size();
                if (read > MOST_FRAMES) {
                    unreachable("the session has more than " + MOST_FRAMES + " frames, which is the most of a replay");
                    return;
                }
                frames.forEach(reader::read);
                turn = frames.get(frames.size() - 1).turn() + 1;
            }
            script = reader.end();
            told.opened("");
        } catch (Refused e) {
            unreachable(
                    e.reason() == Reason.UNAVAILABLE ? e.getMessage() : "there is no such recorded session (any more)");
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "Session " + upstream.session() + " cannot be replayed", e);
            unreachable("the record cannot be read");
        }
    }

    private List<Frame> outline(int turn) {
        return ending ? List.of() : stage.sessions().outline(tenant, upstream.session(), turn);
    }

    @Override
    public void send(Payload message) {
        if (message instanceof Payload.Text text) {
            unheardBytes.addAndGet(text.text().length());
            work.add(() -> {
                unheardBytes.addAndGet(-text.text().length());
                hear(text.text());
            });
        } else {
            close(TEXT_ONLY, "a replay takes text only");
        }
    }

    private void hear(String text) {
        try {
            Heard.in(text, redaction).forEach(heard -> hear(heard.glance(), heard.message()));
        } catch (InvalidJson e) {
            voice.tell(JsonRpcWriter.error(null, JsonRpcError.parseError(e.getMessage())));
        }
    }

    private void hear(Glance glance, JsonObject message) {
        switch (glance.kind()) {
            case REQUEST -> asked(glance, message);
            case NOTIFICATION -> {
                if (glance.method().equals(CANCELLED) && message.get("params") instanceof JsonObject params) {
                    cancel(params.get("requestId"));
                }
            }
            case RESPONSE ->
                Optional.ofNullable(awaiting.remove(glance.id().token())).ifPresent(this::perform);
            case OTHER ->
                voice.tell(JsonRpcWriter.error(glance.id(), JsonRpcError.invalidRequest("neither call nor answer")));
        }
    }

    private void asked(Glance glance, JsonObject request) {
        JsonValue params = request.get("params");
        if (glance.method().equals("ping")) {
            voice.tell(JsonRpcWriter.result(glance.id(), "{}"));
            return;
        }
        Optional<Exchange> exchange = script.next(RequestKey.of(glance.method(), params));
        if (exchange.isEmpty()) {
            JsonRpcError error = new Unknown(upstream.session(), script).error(glance.method(), params);
            voice.tell(JsonRpcWriter.error(glance.id(), error));
            return;
        }
        String token = ProgressToken.of(request).map(JsonText::write).orElse(null);
        Performance performance = new Performance(glance.id(), token, exchange.get());
        running.put(glance.id(), performance);
        perform(performance);
    }

    private void cancel(JsonValue requestId) {
        if (requestId != null) {
            Optional.ofNullable(running.remove(new RequestId(JsonText.write(requestId))))
                    .ifPresent(Performance::cancel);
        }
    }

    /** Says the next of it, unless its time has not come, and sees to it that the rest follows. */
    private void perform(Performance performance) {
        if (performance.isOver()) {
            running.remove(performance.id(), performance);
            return;
        }
        long early = upstream.atRecordedSpeed() ? performance.nanosUntilNext() : 0;
        if (early > 0) {
            performance.isDue(stage.timer().after(Duration.ofNanos(early), () -> work.add(() -> perform(performance))));
            return;
        }
        Place place = performance.place();
        performance.advance();
        Optional<String> askedOfClient = voice.say(performance, place);
        if (askedOfClient.isPresent() && place.awaited()) {
            awaiting.put(askedOfClient.get(), performance);
        } else {
            work.goOn(() -> perform(performance));
        }
    }

    @Override
    public long waitingBytes() {
        return unheardBytes.get();
    }

    /** Never: what waits here waits for the database or for the client, not for a peer. */
    @Override
    public Duration stalledFor(long now) {
        return Duration.ZERO;
    }

    @Override
    public void pause() {
        work.pause();
    }

    @Override
    public void resume() {
        work.resume();
    }

    @Override
    public void close(int code, String reason) {
        end(() -> told.closed(code, reason));
    }

    @Override
    public void cut() {
        end(() -> told.closed(LOST, "the session was cut"));
    }

    private void unreachable(String reason) {
        end(() -> told.unreachable(reason));
    }

    private void end(Runnable last) {
        ending = true;
        work.end(() -> {
            running.values().forEach(Performance::cancel);
            awaiting.clear();
            ended = true;
            last.run();
        });
    }

    @Override
    public boolean hasEnded() {
        return ended;
    }
}
