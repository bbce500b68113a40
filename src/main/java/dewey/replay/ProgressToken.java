package dewey.replay;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Optional;

/** The token by which progress is told of a request: a text or a number (MCP, progress). */
final class ProgressToken {
    private ProgressToken() {}

    /** The one that a request gives. */
    static Optional<JsonValue> of(JsonObject request) {
        return request.get("params") instanceof JsonObject params && params.get("_meta") instanceof JsonObject meta
                ? Optional.ofNullable(meta.get("progressToken"))
                : Optional.empty();
    }

    /** The one that a notification of progress names. */
    static Optional<JsonValue> ofNotification(JsonObject notification) {
        return notification.get("params") instanceof JsonObject params
                ? Optional.ofNullable(params.get("progressToken"))
                : Optional.empty();
    }
}
