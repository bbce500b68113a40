package dewey.console;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;

import dewey.conversations.Conversations;
import dewey.conversations.Growth;
import dewey.http.McpExchanges;
import dewey.json.JsonText;
import dewey.json.Timestamp;
import dewey.metrics.CallMeter;
import dewey.metrics.CallMeter.End;
import dewey.metrics.Meters;
import dewey.proxy.HttpRelays;
import dewey.proxy.Relays;
import dewey.recording.Recorder;
import dewey.recording.RecorderState;
import dewey.security.Caller;
import dewey.websocket.OpenSocket;
import dewey.websocket.OpenSockets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What this node does at the moment, what it did lately, and how much is stored. */
@Path("")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Overview")
@ApplicationScoped
public class OverviewApi {
    private static final int DAYS = 30;
    private static final int MOST_SOCKETS = 200;
    private static final double MS = 1_000;

    @Inject
    private Answers answers;

    @Inject
    private Meters meters;

    @Inject
    private Trend trend;

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
    private Conversations conversations;

    @GET
    @Path("overview")
    @Operation(summary = "What this node does, and did in the last hour")
    @Parameter(name = "since", in = QUERY, description = "only steps after this moment, in milliseconds since 1970")
    public void overview(
            @QueryParam("since") @DefaultValue("0") long since,
            @Suspended AsyncResponse to,
            @Context HttpServletRequest from) {
        Caller caller = Visitor.of(from);
        answers.give(to, () -> JsonText.object()
                .add("open", open())
                .add("recorder", recorder(recorder.state()))
                .add("calls", calls())
                .add("sockets", sockets(caller))
                .add("step_s", Trend.STEP_S)
                .add("steps", trend.since(since))
                .build());
    }

    @GET
    @Path("storage")
    @Operation(summary = "How much is stored, and how that grew over the last thirty days")
    public void storage(@Suspended AsyncResponse to, @Context HttpServletRequest from) {
        Caller caller = Visitor.of(from);
        answers.give(to, () -> growth(conversations.growth(caller.tenant(), LocalDate.now(ZoneOffset.UTC), DAYS)));
    }

    private JsonObject open() {
        int relayed = relays.clientCount();
        return JsonText.object()
                .add("websocket", Math.max(0, sockets.count() - relayed))
                .add("http_sessions", http.openSessions())
                .add("http_requests", http.openRequests())
                .add("proxy_websocket", relayed)
                .add("proxy_http", overHttp.sessionCount())
                .add("upstream_sessions", relays.upstreamCount())
                .build();
    }

    private static JsonObject recorder(RecorderState state) {
        return JsonText.object()
                .add("degraded", state.degraded())
                .add("queued", state.queuedEntries())
                .add("spooled", state.spooledEntries())
                .add("spooled_bytes", state.spooledBytes())
                .add("stored", state.written())
                .add("missing", state.missing())
                .build();
    }

    private JsonArray calls() {
        return JsonText.arrayOf(
                meters.calls().entrySet().stream().map(OverviewApi::call).toList());
    }

    private static JsonObject call(Map.Entry<String, CallMeter> of) {
        CallMeter meter = of.getValue();
        return JsonText.object()
                .add("tool", of.getKey())
                .add("answered", meter.count(End.ANSWERED))
                .add("refused", meter.count(End.REFUSED))
                .add("failed", meter.count(End.FAILED))
                .add("p50_ms", meter.latency().quantile(0.5) * MS)
                .add("p95_ms", meter.latency().quantile(0.95) * MS)
                .build();
    }

    /** The caller's own, the oldest first. */
    private JsonArray sockets(Caller caller) {
        return JsonText.arrayOf(sockets.all().stream()
                .filter(socket -> socket.caller().tenant().equals(caller.tenant()))
                .limit(MOST_SOCKETS)
                .map(OverviewApi::socket)
                .toList());
    }

    private static JsonObject socket(OpenSocket socket) {
        return JsonText.object()
                .add("id", socket.id())
                .add("path", socket.path())
                .add("caller", socket.caller().name())
                .add("opened_at", Timestamp.text(socket.openedAt()))
                .add("own_frames", socket.isFramed())
                .add("waiting_bytes", socket.waitingBytes())
                .build();
    }

    private static JsonObject growth(Growth growth) {
        JsonObjectBuilder json = JsonText.object()
                .add("conversations", growth.conversations())
                .add("messages", growth.messages())
                .add("database_bytes", growth.databaseBytes());
        return json.add(
                        "days",
                        JsonText.arrayOf(growth.days().stream()
                                .map(day -> JsonText.object()
                                        .add("date", day.date().toString())
                                        .add("conversations", day.conversations())
                                        .add("messages", day.messages())
                                        .build())
                                .toList()))
                .build();
    }
}
