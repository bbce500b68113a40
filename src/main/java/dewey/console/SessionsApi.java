package dewey.console;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Recorded sessions and their frames. */
@Path("sessions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Recorded sessions")
@ApplicationScoped
public class SessionsApi {
    @Inject
    private ToolAnswers tools;

    @GET
    @Operation(summary = "Lists recorded sessions", description = "dewey_list_sessions")
    @Parameter(name = "upstream", in = QUERY, description = "only with the upstream of this name")
    @Parameter(name = "state", in = QUERY, description = "open or ended")
    @Parameter(name = "cause", in = QUERY, description = "only those that ended for this cause")
    @Parameter(name = "limit", in = QUERY, description = "1 to 100")
    @Parameter(name = "cursor", in = QUERY, description = "next_cursor of the answer before")
    public void list(@Suspended AsyncResponse to, @Context HttpServletRequest from, @Context UriInfo uri) {
        tools.give(to, from, uri, "dewey_list_sessions", ToolAnswers.none());
    }

    @GET
    @Path("{id}")
    @Operation(summary = "Reads the frames of a session", description = "dewey_get_session")
    @Parameter(name = "from_sequence", in = QUERY, description = "the first place that is wanted")
    @Parameter(name = "direction", in = QUERY, description = "client_to_server or server_to_client")
    @Parameter(name = "method", in = QUERY, description = "only this method, with its answers")
    @Parameter(name = "errors_only", in = QUERY, description = "only answers that tell of a failure")
    @Parameter(name = "include_content", in = QUERY, description = "false for an overview without texts")
    @Parameter(name = "limit", in = QUERY, description = "1 to 1000")
    @Parameter(name = "cursor", in = QUERY, description = "next_cursor of the answer before")
    public void read(
            @PathParam("id") String id,
            @Suspended AsyncResponse to,
            @Context HttpServletRequest from,
            @Context UriInfo uri) {
        tools.give(to, from, uri, "dewey_get_session", ToolAnswers.one("conversation_id", id));
    }
}
