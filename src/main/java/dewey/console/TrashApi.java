package dewey.console;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
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
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Conversations that were deleted and are kept for a while. */
@Path("trash")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Trash")
@ApplicationScoped
public class TrashApi {
    private static final String ID = "conversation_id";

    @Inject
    private ToolAnswers tools;

    @GET
    @Operation(summary = "Lists deleted conversations that can be restored", description = "dewey_list_trash")
    @Parameter(name = "limit", in = QUERY, description = "1 to 100")
    @Parameter(name = "cursor", in = QUERY, description = "next_cursor of the answer before")
    public void list(@Suspended AsyncResponse to, @Context HttpServletRequest from, @Context UriInfo uri) {
        tools.give(to, from, uri, "dewey_list_trash", ToolAnswers.none());
    }

    @POST
    @Path("{id}/restore")
    @Operation(summary = "Takes a conversation out of the trash", description = "dewey_restore_conversation")
    public void restore(@PathParam("id") String id, @Suspended AsyncResponse to, @Context HttpServletRequest from) {
        tools.give(to, from, "dewey_restore_conversation", ToolAnswers.one(ID, id));
    }

    @DELETE
    @Path("{id}")
    @Operation(summary = "Erases a conversation for good", description = "dewey_erase_conversation")
    public void erase(@PathParam("id") String id, @Suspended AsyncResponse to, @Context HttpServletRequest from) {
        tools.give(to, from, "dewey_erase_conversation", ToolAnswers.forced(ID, id));
    }
}
