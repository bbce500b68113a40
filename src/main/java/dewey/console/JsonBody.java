package dewey.console;

import dewey.config.Settings;
import dewey.http.BlockingBody;
import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.refusals.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What a page sends with a change: a JSON object that is no larger than what it may be about. */
@ApplicationScoped
public class JsonBody {
    /** A character of content may be written as an escape of six. */
    private static final int LONGEST_ESCAPE = 6;

    private static final int ROOM_FOR_THE_REST = 10_000;

    @Inject
    private Settings settings;

    /** To be read by a worker: a client that sends slowly must not keep one of the few threads that read sockets. */
    JsonObject read(InputStream body) {
        int most = settings.conversations().maxContentBytes() * LONGEST_ESCAPE + ROOM_FOR_THE_REST;
        try {
            byte[] bytes = BlockingBody.read(body, most, settings.http().bodyTimeout());
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
}
