package dewey.transfers;

import dewey.http.ClientAnswer;
import dewey.json.JsonText;
import dewey.refusals.Refused;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** What a client over HTTP is told when it cannot have what it asked for: the same words as the tools', and a status. */
record Refusal(int status, JsonObject error, long retryAfterSeconds) {
    private static final Logger LOG = System.getLogger(Refusal.class.getName());

    static Refusal of(RuntimeException failure) {
        if (failure instanceof Refused refused) {
            return of(refused);
        }
        String incident = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        LOG.log(Level.ERROR, "A transfer failed (incident " + incident + ")", failure);
        return of(500, "internal", "Internal error (incident " + incident + ")");
    }

    static Refusal of(int status, String reason, String message) {
        JsonObject error =
                JsonText.object().add("reason", reason).add("message", message).build();
        return new Refusal(status, error, status == 503 || status == 429 ? 1 : 0);
    }

    private static Refusal of(Refused refused) {
        JsonObjectBuilder error =
                JsonText.object().add("reason", refused.reason().wireName());
        refused.field().ifPresent(field -> error.add("field", named(field)));
        error.add("message", named(refused.getMessage()));
        int status =
                switch (refused.reason()) {
                    case INVALID_ARGUMENT -> 400;
                    case NOT_FOUND -> 404;
                    case CONFLICT -> 409;
                    case TOO_LARGE -> 413;
                    case RATE_LIMITED -> 429;
                    case FORBIDDEN, NOT_ENABLED -> 403;
                    case UNAVAILABLE -> 503;
                };
        long retryAfter = refused.retryAfter()
                .map(Duration::toSeconds)
                .map(s -> Math.max(1, s))
                .orElse(0L);
        return new Refusal(status, error.build(), retryAfter);
    }

    /** Here the file is what was sent, not one that is named. */
    private static String named(String words) {
        return words.startsWith("messages_file") ? "file" + words.substring("messages_file".length()) : words;
    }

    JsonObject json() {
        return JsonText.object().add("error", error).build();
    }

    void answer(ClientAnswer client) {
        client.whole(status, JsonText.write(json()), response -> {
            response.setHeader("Cache-Control", "no-store");
            if (retryAfterSeconds > 0) {
                response.setHeader("Retry-After", Long.toString(retryAfterSeconds));
            }
        });
    }
}
