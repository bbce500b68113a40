package dewey.mcp;

import dewey.features.LogLevel;
import dewey.json.JsonText;
import dewey.jsonrpc.RequestId;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

/** The messages that the server sends on its own account, as text. */
final class Notifications {
    private Notifications() {}

    static String of(String method, JsonObject params) {
        JsonObjectBuilder message = JsonText.object().add("jsonrpc", "2.0").add("method", method);
        if (!params.isEmpty()) {
            message.add("params", params);
        }
        return JsonText.write(message.build());
    }

    static String request(RequestId id, String method, JsonObject params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id.token() + ",\"method\":" + JsonText.quote(method) + ",\"params\":"
                + JsonText.write(params) + "}";
    }

    /** @param total negative when nobody knows */
    static String progress(JsonValue token, long done, long total, String message) {
        JsonObjectBuilder params = JsonText.object().add("progressToken", token).add("progress", done);
        if (total >= 0) {
            params.add("total", total);
        }
        if (message != null) {
            params.add("message", message);
        }
        return of("notifications/progress", params.build());
    }

    static String log(LogLevel level, String logger, JsonValue data) {
        return of(
                "notifications/message",
                JsonText.object()
                        .add("level", level.toString())
                        .add("logger", logger)
                        .add("data", data)
                        .build());
    }
}
