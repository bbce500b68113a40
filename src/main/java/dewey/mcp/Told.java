package dewey.mcp;

import dewey.features.LogLevel;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/** What a client is told while its call runs, which is the same in both eras: how far it is, and what happens. */
final class Told {
    private final Exchange exchange;
    private final JsonValue progressToken;
    private long lastProgress = Long.MIN_VALUE;

    Told(Exchange exchange) {
        this.exchange = exchange;
        JsonValue meta = exchange.request().params().get("_meta");
        progressToken = meta instanceof JsonObject object ? object.get("progressToken") : null;
    }

    void progress(long done, long total, String message) {
        // it must grow (MCP, Progress)
        if (progressToken != null && done > lastProgress) {
            lastProgress = done;
            exchange.message(Notifications.progress(progressToken, done, total, message));
        }
    }

    /** @param least below it nothing is told */
    void log(LogLevel least, LogLevel level, String logger, JsonValue data) {
        if (level.compareTo(least) >= 0) {
            exchange.message(Notifications.log(level, logger, data));
        }
    }
}
