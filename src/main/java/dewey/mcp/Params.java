package dewey.mcp;

import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Optional;

/** Reads the members of {@code params}; what breaks the protocol is answered with -32602. */
final class Params {
    private Params() {}

    static JsonRpcException invalid(String message) {
        return new JsonRpcException(JsonRpcError.invalidParams(message));
    }

    static String text(JsonObject params, String name) {
        if (params.get(name) instanceof JsonString text) {
            return text.getString();
        }
        throw invalid("\"" + name + "\" must be a string");
    }

    /** A string that may be left out or null. */
    static Optional<String> optionalText(JsonObject params, String name) {
        return isAbsent(params, name) ? Optional.empty() : Optional.of(text(params, name));
    }

    static JsonObject object(JsonObject params, String name) {
        if (params.get(name) instanceof JsonObject object) {
            return object;
        }
        throw invalid("\"" + name + "\" must be an object");
    }

    /** An object that may be left out. */
    static JsonObject objectOrEmpty(JsonObject params, String name) {
        return params.containsKey(name) ? object(params, name) : JsonValue.EMPTY_JSON_OBJECT;
    }

    /** For a list that fits one page, so that no cursor was ever given out. */
    static void requireNoCursor(JsonObject params) {
        if (!isAbsent(params, "cursor")) {
            throw unknownCursor();
        }
    }

    static JsonRpcException unknownCursor() {
        return invalid("cursor is not one that this server gave");
    }

    private static boolean isAbsent(JsonObject params, String name) {
        return !params.containsKey(name) || params.get(name) == JsonValue.NULL;
    }
}
