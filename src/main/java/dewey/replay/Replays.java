package dewey.replay;

import dewey.config.Settings;
import dewey.redaction.Redacting;
import dewey.redaction.Redaction;
import dewey.redaction.Secrets;
import dewey.refusals.Refused;
import dewey.security.Caller;
import dewey.sessions.Sessions;
import dewey.threads.Clock;
import dewey.threads.Workers;
import dewey.upstreams.Upstream.Limits;
import dewey.upstreams.Upstream.ReplayUpstream;
import dewey.upstreams.UpstreamSession;
import dewey.upstreams.Upstreams;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All recorded sessions as upstreams, under the names {@code replay:CONVERSATION_ID}. */
@ApplicationScoped
public class Replays {
    private static final Pattern NAME =
            Pattern.compile("replay:([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})");
    private static final String RECORDED_SPEED = "recorded";
    /** Doors ask from threads of the container of which there are few (five on Payara): others must be left. */
    private static final int LOOKUPS = 2;

    private static final Duration LOOKUP_PATIENCE = Duration.ofSeconds(2);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Semaphore lookups = new Semaphore(LOOKUPS);
    private final Stage stage;
    private final int maxMessageBytes;

    @Inject
    Replays(Sessions sessions, Upstreams upstreams, Workers workers, Clock clock, Settings settings) {
        this(
                new Stage(sessions, redactions(settings, upstreams), workers::run, clock::after),
                settings.websocket().maxMessageBytes());
    }

    Replays(Stage stage, int maxMessageBytes) {
        this.stage = stage;
        this.maxMessageBytes = maxMessageBytes;
    }

    /** As they are configured now: how they were when a session was recorded is not known. */
    private static Function<String, Redaction> redactions(Settings settings, Upstreams upstreams) {
        Secrets secrets = Secrets.of(settings.recording());
        return upstream -> new Redaction(secrets.with(redacting(upstreams, upstream)));
    }

    private static Redacting redacting(Upstreams upstreams, String name) {
        return upstreams.named(name).map(known -> known.limits().redact()).orElse(Redacting.STANDARD);
    }

    /** For the client proxy. */
    protected Replays() {
        this(null, 0);
    }

    /**
     * The replay of this name; empty when it is the name of none. Does not look whether the session is there.
     *
     * @param speed {@code recorded}, or null for as fast as can be
     * @throws Refused when it is another speed
     */
    public Optional<ReplayUpstream> named(String name, String speed) {
        Matcher form = NAME.matcher(name);
        if (!form.matches()) {
            return Optional.empty();
        }
        if (speed != null && !speed.equals(RECORDED_SPEED)) {
            throw Refused.invalid("speed", "must be " + RECORDED_SPEED + ", or be left out");
        }
        // there is nothing to connect to, and what was recorded is not recorded again
        Limits limits = new Limits(Duration.ZERO, Duration.ZERO, maxMessageBytes, false, Redacting.STANDARD);
        return Optional.of(new ReplayUpstream(name, UUID.fromString(form.group(1)), speed != null, limits));
    }

    /**
     * Whether the caller's tenant has such a session. Waits for the database, but at most two seconds, and for at most two callers
     * at once.
     *
     * @throws Refused when that cannot be told at the moment
     */
    public boolean has(Caller caller, ReplayUpstream upstream) {
        if (!lookups.tryAcquire()) {
            throw Refused.unavailable(RETRY_AFTER, null);
        }
        CompletableFuture<Boolean> found = new CompletableFuture<>();
        try {
            stage.workers().execute(() -> look(caller, upstream, found));
            return found.get(LOOKUP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refused.unavailable(RETRY_AFTER, e);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            throw Refused.unavailable(RETRY_AFTER, e);
        } finally {
            lookups.release();
        }
    }

    private void look(Caller caller, ReplayUpstream upstream, CompletableFuture<Boolean> found) {
        try {
            found.complete(stage.sessions().has(caller.tenant(), upstream.session()));
        } catch (RuntimeException e) {
            found.completeExceptionally(e);
        }
    }

    /** Begins a replay for a caller; the listener is told how it goes, and that it could not be opened, too. */
    public UpstreamSession open(ReplayUpstream upstream, Caller caller, UpstreamSession.Listener listener) {
        ReplaySession session = new ReplaySession(stage, caller.tenant(), upstream, listener);
        session.open();
        return session;
    }
}
