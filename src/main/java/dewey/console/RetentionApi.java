package dewey.console;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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

/** How long conversations are kept. */
@Path("retention")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Retention")
@ApplicationScoped
public class RetentionApi {
    private static final String NAME = "name";

    @Inject
    private ToolAnswers tools;

    @GET
    @Operation(
            summary = "Lists the policies, each with what it would take away now",
            description = "dewey_list_retention_policies")
    public void list(@Suspended AsyncResponse to, @Context HttpServletRequest from) {
        tools.give(to, from, "dewey_list_retention_policies", ToolAnswers.none());
    }

    @PUT
    @Path("{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Makes or changes a policy: {\"older_than_days\": 365, \"metadata\": {…}}",
            description = "dewey_set_retention_policy")
    public void set(
            @PathParam(NAME) String name,
            InputStream body,
            @Suspended AsyncResponse to,
            @Context HttpServletRequest from) {
        tools.give(to, from, body, "dewey_set_retention_policy", ToolAnswers.one(NAME, name));
    }

    @POST
    @Path("{name}/apply")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Moves to the trash what a policy does not keep, unless it is a dry run: {\"dry_run\": false}",
            description = "dewey_apply_retention")
    public void apply(
            @PathParam(NAME) String name,
            InputStream body,
            @Suspended AsyncResponse to,
            @Context HttpServletRequest from) {
        tools.give(to, from, body, "dewey_apply_retention", ToolAnswers.one(NAME, name));
    }

    @DELETE
    @Path("{name}")
    @Operation(
            summary = "Deletes a policy; conversations stay as they are",
            description = "dewey_delete_retention_policy")
    public void delete(@PathParam(NAME) String name, @Suspended AsyncResponse to, @Context HttpServletRequest from) {
        tools.give(to, from, "dewey_delete_retention_policy", ToolAnswers.one(NAME, name));
    }
}
