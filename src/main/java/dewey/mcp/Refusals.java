package dewey.mcp;

import dewey.json.JsonText;
import dewey.jsonrpc.JsonRpcError;
import dewey.refusals.Reason;
import dewey.refusals.Refused;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/** How a refusal reads in an answer. */
final class Refusals {
    private Refusals() {}

    /** The {@code structuredContent} of a tool's result. */
    static JsonObject structured(Refused refused) {
        JsonObjectBuilder error = members(refused).add("message", refused.getMessage());
        return JsonText.object().add("error", error).build();
    }

    /** For methods whose results have no way to say that they failed: an invalid parameter, unless the fault is not the caller's. */
    static JsonRpcError error(Refused refused) {
        boolean ours = refused.reason() == Reason.UNAVAILABLE || refused.reason() == Reason.RATE_LIMITED;
        int code = ours ? JsonRpcError.INTERNAL_ERROR : JsonRpcError.INVALID_PARAMS;
        return new JsonRpcError(code, refused.getMessage(), members(refused).build());
    }

    private static JsonObjectBuilder members(Refused refused) {
        JsonObjectBuilder error =
                JsonText.object().add("reason", refused.reason().wireName());
        refused.field().ifPresent(field -> error.add("field", field));
        refused.retryAfter().ifPresent(wait -> error.add("retry_after_ms", wait.toMillis()));
        return error;
    }
}
