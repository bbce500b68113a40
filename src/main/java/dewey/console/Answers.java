package dewey.console;

import dewey.json.JsonText;
import dewey.metrics.Counted;
import dewey.metrics.Meters;
import dewey.refusals.Refused;
import dewey.threads.Share;
import dewey.threads.Shutdown;
import dewey.threads.Workers;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Answers requests of the API on a worker, since the few threads that read sockets must not wait; the one place of the room that catches.
 * At most a quarter of the workers: they read what the client sends and write what it reads.
 */
@ApplicationScoped
public class Answers {
    private static final Logger LOG = System.getLogger(Answers.class.getName());

    private static final int AT_ONCE = 8;
    private static final int MOST_WAITING = 1_000;

    @Inject
    private Workers workers;

    @Inject
    private Meters meters;

    @Inject
    private Shutdown shutdown;

    private Share share;

    @PostConstruct
    void begin() {
        share = new Share(workers::run, AT_ONCE, MOST_WAITING);
    }

    /** Gives what {@code work} makes, or says why it could not. */
    void give(AsyncResponse to, Supplier<JsonObject> work) {
        try {
            if (!share.run(() -> to.resume(made(work)))) {
                to.resume(refusal(Refused.unavailable("too many requests wait", Duration.ofSeconds(1), null)));
            }
        } catch (RejectedExecutionException stopping) {
            to.resume(refusal(Refused.stopping(stopping)));
        }
    }

    private Response made(Supplier<JsonObject> work) {
        try {
            return json(Response.Status.OK.getStatusCode(), work.get()).build();
        } catch (Refused refused) {
            return refusal(refused);
        } catch (RuntimeException | StackOverflowError failure) {
            if (shutdown.isAnnounced() || failure instanceof CancellationException) {
                LOG.log(Level.WARNING, "A request failed because the server stops", failure);
                return refusal(Refused.stopping(failure));
            }
            String incident = "%06x".formatted(ThreadLocalRandom.current().nextInt(1 << 24));
            meters.count(Counted.INCIDENTS);
            LOG.log(Level.ERROR, "Internal error, incident " + incident, failure);
            JsonObjectBuilder error = JsonText.object()
                    .add("reason", "internal")
                    .add("message", "Internal error (incident " + incident + ")");
            return json(
                            Response.Status.INTERNAL_SERVER_ERROR.getStatusCode(),
                            JsonText.object().add("error", error).build())
                    .build();
        }
    }

    private static Response refusal(Refused refused) {
        Response.ResponseBuilder response = json(status(refused), error(refused));
        refused.retryAfter().ifPresent(wait -> response.header("Retry-After", Math.max(1, wait.toSeconds())));
        return response.build();
    }

    private static Response.ResponseBuilder json(int status, JsonObject body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE.withCharset("utf-8"))
                .entity(JsonText.write(body));
    }

    private static JsonObject error(Refused refused) {
        JsonObjectBuilder error =
                JsonText.object().add("reason", refused.reason().wireName()).add("message", refused.getMessage());
        refused.field().ifPresent(field -> error.add("field", field));
        refused.retryAfter().ifPresent(wait -> error.add("retry_after_ms", wait.toMillis()));
        return JsonText.object().add("error", error).build();
    }

    /** By the name on the wire, as the error itself says it: a reason that comes later is the caller's fault until it is said otherwise. */
    private static int status(Refused refused) {
        return switch (refused.reason().wireName()) {
            case "not_enabled", "forbidden" -> 403;
            case "not_found" -> 404;
            case "conflict" -> 409;
            case "too_large" -> 413;
            case "rate_limited" -> 429;
            case "unavailable" -> 503;
            default -> 400;
        };
    }
}
