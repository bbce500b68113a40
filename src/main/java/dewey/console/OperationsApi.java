package dewey.console;

import dewey.json.JsonText;
import dewey.json.Timestamp;
import dewey.metrics.Meters;
import dewey.metrics.PrometheusText;
import dewey.refusals.Refused;
import dewey.security.Caller;
import dewey.security.Deed;
import dewey.security.Deed.Outcome;
import dewey.security.Role;
import dewey.upstreams.Upstream;
import dewey.upstreams.UpstreamHealth;
import dewey.upstreams.UpstreamHealth.Health;
import dewey.upstreams.Upstreams;
import dewey.websocket.OpenSockets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Upstreams and sockets, as an administrator looks after them, and the metrics for servers that have none of their own. */
@Path("")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operations")
@ApplicationScoped
public class OperationsApi {
    @Inject
    private Answers answers;

    @Inject
    private Upstreams upstreams;

    @Inject
    private UpstreamHealth health;

    @Inject
    private OpenSockets sockets;

    @Inject
    private Meters meters;

    @Inject
    private Event<Deed> deeds;

    @GET
    @Path("upstreams")
    @Operation(
            summary =
                    "Upstreams that the caller's tenant may know, and how they are doing; never their addresses or secrets")
    public void upstreams(@Suspended AsyncResponse to, @Context HttpServletRequest from) {
        Caller caller = Visitor.of(from);
        answers.give(to, () -> {
            JsonObjectBuilder all = JsonText.object()
                    .add(
                            "upstreams",
                            JsonText.arrayOf(upstreams.names().stream()
                                    .flatMap(name -> known(name, caller).stream())
                                    .map(this::upstream)
                                    .toList()));
            upstreams.problem().ifPresent(problem -> all.add("problem", problem));
            return all.build();
        });
    }

    /** An upstream of other tenants is not there. */
    private Optional<Upstream> known(String name, Caller caller) {
        return upstreams
                .named(name)
                .filter(upstream -> upstream.limits().guests().isKnownTo(caller));
    }

    private JsonObject upstream(Upstream upstream) {
        Health now = health.of(upstream.name());
        JsonObjectBuilder json = JsonText.object()
                .add("name", upstream.name())
                .add("transport", upstream.transport())
                .add("recorded", upstream.limits().record())
                .add("state", now.state().name().toLowerCase(Locale.ROOT))
                .add("left_alone", now.leftAlone());
        now.lastError().ifPresent(error -> json.add("last_error", error));
        now.lastErrorAt().ifPresent(at -> json.add("last_error_at", Timestamp.text(at)));
        return json.build();
    }

    @POST
    @Path("upstreams/{name}/retry")
    @Operation(summary = "Lets the next session try an upstream that is left alone")
    public void retry(@PathParam("name") String name, @Suspended AsyncResponse to, @Context HttpServletRequest from) {
        Caller caller = Visitor.of(from);
        answers.give(to, () -> {
            requireAdministrator(caller, "retry", name);
            Upstream upstream = known(name, caller).orElseThrow(() -> Refused.notFound("name", "upstream"));
            health.letTry(upstream.name());
            note(caller, "retry", name, Outcome.DONE);
            return upstream(upstream);
        });
    }

    @DELETE
    @Path("sockets/{id}")
    @Operation(summary = "Closes a socket, with 1008")
    public void close(@PathParam("id") String id, @Suspended AsyncResponse to, @Context HttpServletRequest from) {
        Caller caller = Visitor.of(from);
        answers.give(to, () -> {
            requireAdministrator(caller, "close", id);
            boolean own = sockets.all().stream()
                    .anyMatch(socket ->
                            socket.id().equals(id) && socket.caller().tenant().equals(caller.tenant()));
            if (!own || !sockets.close(id)) {
                throw Refused.notFound("id", "socket");
            }
            note(caller, "close", id, Outcome.DONE);
            return JsonText.object().add("closed", true).build();
        });
    }

    private void requireAdministrator(Caller caller, String what, String target) {
        if (!caller.may(Role.ADMIN)) {
            note(caller, what, target, Outcome.DENIED);
            throw Refused.forbidden("this", Role.ADMIN.wireName());
        }
    }

    private void note(Caller caller, String what, String target, Outcome outcome) {
        deeds.fire(new Deed(caller, Deed.Action.ADMINISTER, what, target, outcome));
    }

    @GET
    @Path("metrics")
    @Produces(PrometheusText.CONTENT_TYPE)
    @Operation(summary = "All meters in Prometheus's text format, also on servers without MicroProfile Metrics")
    public String metrics() {
        return PrometheusText.of(meters.samples());
    }
}
