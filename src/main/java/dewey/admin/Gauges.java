package dewey.admin;

import dewey.http.McpExchanges;
import dewey.limits.Connections;
import dewey.limits.Connections.Kind;
import dewey.limits.Family;
import dewey.limits.RateLimits;
import dewey.limits.RequestHeads;
import dewey.metrics.Meters;
import dewey.metrics.Sample;
import dewey.metrics.Series;
import dewey.metrics.Tag;
import dewey.proxy.HttpRelays;
import dewey.proxy.Relays;
import dewey.recording.Recorder;
import dewey.recording.RecorderState;
import dewey.upstreams.UpstreamHealth;
import dewey.upstreams.UpstreamHealth.Health;
import dewey.upstreams.UpstreamHealth.State;
import dewey.upstreams.Upstreams;
import dewey.websocket.OpenSockets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is measured by looking at it: what is open, what the recorder has in hand, and how the upstreams are. */
@ApplicationScoped
public class Gauges {
    private static final Series SESSIONS = Series.gauge("dewey_sessions", "Sessions of clients that are open, by door");
    private static final Series REQUESTS =
            Series.gauge("dewey_http_requests", "Requests over HTTP that are open, by door");
    private static final Series CLIENTS =
            Series.gauge("dewey_relay_clients", "Sockets of clients that are being relayed");
    private static final Series UPSTREAM_SESSIONS = Series.gauge(
            "dewey_relay_upstream_sessions",
            "Sessions with upstreams of these clients; the same number, but for moments");
    private static final Series LIMITED =
            Series.counter("dewey_refused_by_limit", "What was refused because a limit was reached");
    private static final Series WAITING =
            Series.gauge("dewey_recorder_waiting", "Frames that wait to be stored, by place");
    private static final Series SPOOL = Series.gauge("dewey_recorder_spool_bytes", "What the spool takes of the disk");
    private static final Series STORED = Series.counter("dewey_recorder_stored", "Frames that were stored");
    private static final Series MISSING =
            Series.counter("dewey_recorder_missing", "Frames that found no room; the record says which");
    private static final Series CHANGES =
            Series.counter("dewey_tool_changes", "Lists of tools that differed from the one before");
    private static final Series DEGRADED =
            Series.gauge("dewey_recorder_degraded", "1 while the record does not get where it should");
    private static final Series UPSTREAM =
            Series.gauge("dewey_upstream_state", "1 for the state that an upstream is in, 0 for the others");
    private static final Series LEFT_ALONE =
            Series.gauge("dewey_upstream_left_alone", "1 while sessions with an upstream are refused");

    @Inject
    private Meters meters;

    @Inject
    private RateLimits rates;

    @Inject
    private Connections connections;

    @Inject
    private RequestHeads heads;

    @Inject
    private OpenSockets sockets;

    @Inject
    private McpExchanges http;

    @Inject
    private Relays relays;

    @Inject
    private HttpRelays overHttp;

    @Inject
    private Recorder recorder;

    @Inject
    private Upstreams upstreams;

    @Inject
    private UpstreamHealth health;

    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {
        meters.read(this::doors);
        meters.read(this::limits);
        meters.read(this::recorder);
        meters.read(this::upstreams);
    }

    private List<Sample> doors() {
        int relayed = relays.clientCount();
        return List.of(
                Sample.of(SESSIONS, Math.max(0, sockets.count() - relayed), new Tag("door", "websocket")),
                Sample.of(SESSIONS, http.openSessions(), new Tag("door", "http")),
                Sample.of(SESSIONS, relayed, new Tag("door", "proxy_websocket")),
                Sample.of(SESSIONS, overHttp.sessionCount(), new Tag("door", "proxy_http")),
                Sample.of(REQUESTS, http.openRequests(), new Tag("door", "http")),
                Sample.of(REQUESTS, overHttp.count(), new Tag("door", "proxy_http")),
                Sample.of(CLIENTS, relayed),
                Sample.of(UPSTREAM_SESSIONS, relays.upstreamCount()));
    }

    private List<Sample> limits() {
        List<Sample> samples = new ArrayList<>();
        for (Family family : Family.values()) {
            samples.add(Sample.of(LIMITED, rates.refused(family), new Tag("kind", family.label())));
        }
        for (Kind kind : Kind.values()) {
            Tag tag = new Tag("kind", "open_" + kind.name().toLowerCase(Locale.ROOT));
            samples.add(Sample.of(LIMITED, connections.refused(kind), tag));
        }
        samples.add(Sample.of(LIMITED, heads.cut(), new Tag("kind", "slow_heads")));
        return samples;
    }

    private List<Sample> recorder() {
        RecorderState state = recorder.state();
        return List.of(
                Sample.of(WAITING, state.queuedEntries(), new Tag("place", "memory")),
                Sample.of(WAITING, state.spooledEntries(), new Tag("place", "spool")),
                Sample.of(SPOOL, state.spooledBytes()),
                Sample.of(STORED, state.written()),
                Sample.of(MISSING, state.missing()),
                Sample.of(CHANGES, state.toolChanges()),
                Sample.of(DEGRADED, state.degraded() ? 1 : 0));
    }

    private List<Sample> upstreams() {
        List<Sample> samples = new ArrayList<>();
        // only those of the configuration: their number is the administrator's
        for (String name : upstreams.names()) {
            Tag upstream = new Tag("upstream", name);
            Health now = health.of(name);
            for (State state : State.values()) {
                Tag tag = new Tag("state", state.name().toLowerCase(Locale.ROOT));
                samples.add(Sample.of(UPSTREAM, now.state() == state ? 1 : 0, upstream, tag));
            }
            samples.add(Sample.of(LEFT_ALONE, now.leftAlone() ? 1 : 0, upstream));
        }
        return samples;
    }
}
