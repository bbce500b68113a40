package dewey.console;

import dewey.json.JsonText;
import dewey.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Keeps a browser's token for it, where no script can read it. Whether the token is good is not decided here: a request whose token
 * is not does not come so far.
 */
@Path("login")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Login")
@ApplicationScoped
public class LoginApi {
    /** What the authentication takes for a token when a page of the console asks. */
    static final String COOKIE = "dewey_token";

    private static final Pattern BEARER = Pattern.compile("(?i)Bearer +([A-Za-z0-9._~+/-]+=*) *");

    @GET
    @Operation(summary = "Who asks")
    public String who(@Context HttpServletRequest request) {
        Caller caller = Visitor.of(request);
        return JsonText.write(JsonText.object()
                .add("name", caller.name())
                .add("tenant", caller.tenant())
                .add(
                        "roles",
                        JsonText.arrayOf(caller.roles().stream()
                                .sorted()
                                .map(role -> JsonText.string(role.wireName()))
                                .toList()))
                .build());
    }

    @POST
    @Operation(
            summary = "Keeps the token of this request's Authorization in a cookie of this browser, until it is closed")
    public Response login(@Context HttpServletRequest request) {
        String given = request.getHeader("Authorization");
        Matcher bearer = BEARER.matcher(given == null ? "" : given);
        if (!bearer.matches()) {
            return Response.status(Response.Status.BAD_REQUEST).build();
        }
        return Response.noContent()
                .header("Set-Cookie", cookie(request, bearer.group(1), ""))
                .build();
    }

    @DELETE
    @Operation(summary = "Forgets it")
    public Response logout(@Context HttpServletRequest request) {
        return Response.noContent()
                .header("Set-Cookie", cookie(request, "", "; Max-Age=0"))
                .build();
    }

    private static String cookie(HttpServletRequest request, String value, String more) {
        boolean secure = request.isSecure() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
        return COOKIE + "=" + value + "; Path=" + request.getContextPath() + "/; HttpOnly; SameSite=Strict"
                + (secure ? "; Secure" : "") + more;
    }
}
