package dewey.console;

import dewey.config.Settings;
import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.mcp.DirectCalls;
import dewey.refusals.Refused;
import dewey.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
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
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Startup contexts. */
@Path("contexts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Startup contexts")
@ApplicationScoped
public class ContextsApi {
    /** A character of content may be written as an escape of six. */
    private static final int LONGEST_ESCAPE = 6;

    private static final int ROOM_FOR_THE_REST = 10_000;

    @Inject
    private ToolAnswers tools;

    @Inject
    private Answers answers;

    @Inject
    private DirectCalls calls;

    @Inject
    private Settings settings;

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
        Caller caller = Visitor.of(from);
        String address = from.getRemoteAddr();
        // read by the worker: a client that sends slowly must not keep one of the few threads that read sockets
        answers.give(
                to,
                () -> calls.call(
                        caller,
                        address,
                        "dewey_set_startup_context",
                        JsonText.object(object(body)).add("name", name).build()));
    }

    private JsonObject object(InputStream body) {
        int most = settings.conversations().maxContentBytes() * LONGEST_ESCAPE + ROOM_FOR_THE_REST;
        try {
            byte[] bytes = body.readNBytes(most + 1);
            if (bytes.length > most) {
                throw Refused.tooLarge("body", bytes.length, most, "bytes");
            }
            if (JsonText.read(new String(bytes, StandardCharsets.UTF_8)) instanceof JsonObject object) {
                return object;
            }
            throw Refused.invalid("body", "must be a JSON object");
        } catch (InvalidJson e) {
            throw Refused.invalid("body", "is no JSON: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @DELETE
    @Path("{name}")
    @Operation(summary = "Deletes a startup context", description = "dewey_delete_startup_context")
    public void delete(@PathParam("name") String name, @Suspended AsyncResponse to, @Context HttpServletRequest from) {
        tools.give(
                to,
                from,
                "dewey_delete_startup_context",
                JsonText.object(ToolAnswers.one("name", name))
                        .add("force", true)
                        .build());
    }
}
