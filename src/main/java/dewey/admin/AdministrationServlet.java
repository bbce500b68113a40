package dewey.admin;

import dewey.config.Settings;
import dewey.http.BlockingBody;
import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.refusals.Reason;
import dewey.refusals.Refused;
import dewey.security.Caller;
import dewey.security.Role;
import dewey.threads.Share;
import dewey.threads.Workers;
import dewey.websocket.Peer;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What the interfaces for administrators have in common: JSON in and out, on threads that may wait, a few, and refusals as tools have them.
 * Who is no administrator was refused before.
 */
abstract class AdministrationServlet extends HttpServlet {
    private static final System.Logger LOG = System.getLogger("dewey.admin");
    private static final int MOST_BYTES = 64 << 10;

    private static final int AT_ONCE = 2;
    private static final int MOST_WAITING = 100;

    @Inject
    private transient Workers workers;

    @Inject
    private transient Settings settings;

    private transient Share share;

    @Override
    public void init() {
        share = new Share(workers::run, AT_ONCE, MOST_WAITING);
    }

    /** What is answered: with status 200, or 204 for null. */
    @FunctionalInterface
    interface Work {
        JsonObject of(Caller caller) throws IOException;
    }

    void answer(HttpServletRequest request, HttpServletResponse response, Work work) {
        Caller caller = ((Peer) request.getUserPrincipal()).caller();
        AsyncContext context = request.startAsync(request, response);
        // to look at every row of the audit takes as long as it takes
        context.setTimeout(0);
        try {
            if (!share.run(() -> answer(context, response, work, caller))) {
                Refused full = Refused.unavailable("too many requests wait", Duration.ofSeconds(1), null);
                answer(context, response, refusal(full), caller);
            }
        } catch (RejectedExecutionException stopping) {
            answer(context, response, refusal(Refused.stopping(stopping)), caller);
        }
    }

    private static Work refusal(Refused refused) {
        return nobody -> {
            throw refused;
        };
    }

    private static void answer(AsyncContext context, HttpServletResponse response, Work work, Caller caller) {
        try {
            answer(response, work, caller);
        } catch (IOException gone) {
            LOG.log(Level.DEBUG, "an administrator has gone before the answer", gone);
        } finally {
            context.complete();
        }
    }

    private static void answer(HttpServletResponse response, Work work, Caller caller) throws IOException {
        try {
            // asked by the filter already; here, too, because much hangs on it
            if (!caller.may(Role.ADMIN)) {
                throw Refused.forbidden("this", Role.ADMIN.wireName());
            }
            JsonObject answer = work.of(caller);
            write(response, answer == null ? HttpServletResponse.SC_NO_CONTENT : HttpServletResponse.SC_OK, answer);
        } catch (Refused refused) {
            write(response, status(refused.reason()), error(refused.reason().wireName(), refused.getMessage()));
        } catch (RuntimeException e) {
            String incident = "%06x".formatted(ThreadLocalRandom.current().nextInt(1 << 24));
            LOG.log(Level.ERROR, "Internal error, incident " + incident, e);
            write(
                    response,
                    HttpServletResponse.SC_INTERNAL_SERVER_ERROR,
                    error("internal_error", "Internal error (incident " + incident + ")"));
        }
    }

    private static int status(Reason reason) {
        return switch (reason) {
            case NOT_FOUND -> HttpServletResponse.SC_NOT_FOUND;
            case CONFLICT -> HttpServletResponse.SC_CONFLICT;
            case FORBIDDEN -> HttpServletResponse.SC_FORBIDDEN;
            case UNAVAILABLE -> HttpServletResponse.SC_SERVICE_UNAVAILABLE;
            default -> HttpServletResponse.SC_BAD_REQUEST;
        };
    }

    private static JsonObject error(String reason, String message) {
        return JsonText.object()
                .add("error", JsonText.object().add("reason", reason).add("message", message))
                .build();
    }

    private static void write(HttpServletResponse response, int status, JsonObject json) throws IOException {
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        if (json != null) {
            byte[] bytes = JsonText.write(json).getBytes(StandardCharsets.UTF_8);
            response.setContentType("application/json");
            response.setContentLength(bytes.length);
            response.getOutputStream().write(bytes);
        }
    }

    /** The object that was sent. */
    JsonObject body(HttpServletRequest request) throws IOException {
        String type = String.valueOf(request.getContentType());
        // a form of another page could be sent without asking; JSON could not
        if (!type.matches("(?i)application/json(;.*)?")) {
            throw Refused.invalid("Content-Type", "must be application/json");
        }
        byte[] bytes = BlockingBody.read(
                request.getInputStream(), MOST_BYTES, settings.http().bodyTimeout());
        try {
            JsonValue value = JsonText.read(new String(bytes, StandardCharsets.UTF_8));
            if (value instanceof JsonObject object) {
                return object;
            }
        } catch (InvalidJson notJson) {
            // the same words for both
        }
        throw Refused.invalid("body", "must be a JSON object");
    }
}
