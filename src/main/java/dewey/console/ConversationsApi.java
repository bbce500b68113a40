package dewey.console;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Conversations, their messages, and what is found in them. */
@Path("")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Conversations")
@ApplicationScoped
public class ConversationsApi {
    private static final String ID = "conversation_id";

    @Inject
    private ToolAnswers tools;

    @GET
    @Path("conversations")
    @Operation(summary = "Lists conversations", description = "dewey_list_conversations")
    @Parameter(name = "sort_by", in = QUERY, description = "updated_at or created_at")
    @Parameter(name = "session_id", in = QUERY, description = "only those of this session")
    @Parameter(name = "metadata", in = QUERY, description = "JSON that the metadata must contain")
    @Parameter(name = "limit", in = QUERY, description = "1 to 100")
    @Parameter(name = "cursor", in = QUERY, description = "next_cursor of the answer before")
    public void list(@Suspended AsyncResponse to, @Context HttpServletRequest from, @Context UriInfo uri) {
        tools.give(to, from, uri, "dewey_list_conversations", ToolAnswers.none());
    }

    @GET
    @Path("conversations/{id}")
    @Operation(summary = "Reads a conversation", description = "dewey_get_conversation")
    @Parameter(name = "from_turn", in = QUERY, description = "the first turn that is wanted")
    @Parameter(name = "limit", in = QUERY, description = "how many messages at most")
    @Parameter(name = "cursor", in = QUERY, description = "next_cursor of the answer before")
    public void read(
            @PathParam("id") String id,
            @Suspended AsyncResponse to,
            @Context HttpServletRequest from,
            @Context UriInfo uri) {
        tools.give(to, from, uri, "dewey_get_conversation", ToolAnswers.one(ID, id));
    }

    @DELETE
    @Path("conversations/{id}")
    @Operation(summary = "Deletes a conversation", description = "dewey_delete_conversation")
    public void delete(@PathParam("id") String id, @Suspended AsyncResponse to, @Context HttpServletRequest from) {
        tools.give(to, from, "dewey_delete_conversation", ToolAnswers.forced(ID, id));
    }

    @PATCH
    @Path("conversations/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Changes the title, metadata or tags of a conversation",
            description = "dewey_update_conversation, with its arguments in the body")
    public void edit(
            @PathParam("id") String id,
            InputStream body,
            @Suspended AsyncResponse to,
            @Context HttpServletRequest from) {
        tools.give(to, from, body, "dewey_update_conversation", ToolAnswers.one(ID, id));
    }

    @GET
    @Path("search")
    @Operation(summary = "Finds messages", description = "dewey_search")
    @Parameter(name = "query", in = QUERY, required = true, description = "words, as in a question")
    @Parameter(name = "role", in = QUERY, description = "user, assistant, system or tool")
    @Parameter(name = "facets", in = QUERY, description = "true for counts by role, session and month")
    @Parameter(name = "include_content", in = QUERY, description = "false for snippets without whole contents")
    @Parameter(name = "conversation_id", in = QUERY, description = "only in this conversation")
    @Parameter(name = "start_date", in = QUERY, description = "only from then on")
    @Parameter(name = "end_date", in = QUERY, description = "only up to then")
    @Parameter(name = "context_turns", in = QUERY, description = "0 to 5")
    @Parameter(name = "limit", in = QUERY, description = "1 to 100")
    @Parameter(name = "cursor", in = QUERY, description = "next_cursor of the answer before")
    public void search(@Suspended AsyncResponse to, @Context HttpServletRequest from, @Context UriInfo uri) {
        tools.give(to, from, uri, "dewey_search", ToolAnswers.none());
    }
}
