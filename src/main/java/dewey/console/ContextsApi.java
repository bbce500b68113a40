package dewey.console;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Startup contexts. */
@Path("contexts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Startup contexts")
@ApplicationScoped
public class ContextsApi {
    @Inject
    private ToolAnswers tools;

    @GET
    @Operation(summary = "Lists startup contexts without their contents", description = "dewey_list_startup_contexts")
    public void list(@Suspended AsyncResponse to, @Context HttpServletRequest from) {
        tools.give(to, from, "dewey_list_startup_contexts", ToolAnswers.none());
    }

    @GET
    @Path("{name}")
    @Operation(summary = "Reads a startup context", description = "dewey_get_startup_context")
    public void read(@PathParam("name") String name, @Suspended AsyncResponse to, @Context HttpServletRequest from) {
        tools.give(to, from, "dewey_get_startup_context", ToolAnswers.one("name", name));
    }

    @PUT
    @Path("{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Makes or replaces a startup context: {\"content\": …, \"set_active\": true}",
            description = "dewey_set_startup_context")
    public void write(
            @PathParam("name") String name,
            InputStream body,
            @Suspended AsyncResponse to,
            @Context HttpServletRequest from) {
        tools.give(to, from, body, "dewey_set_startup_context", ToolAnswers.one("name", name));
    }

    @DELETE
    @Path("{name}")
    @Operation(summary = "Deletes a startup context", description = "dewey_delete_startup_context")
    public void delete(@PathParam("name") String name, @Suspended AsyncResponse to, @Context HttpServletRequest from) {
        tools.give(to, from, "dewey_delete_startup_context", ToolAnswers.forced("name", name));
    }
}
