package dewey.jsonrpc;

import jakarta.json.JsonObject;

/**
 * The error object of a response (JSON-RPC 2.0 §5.1).
 *
 * @param data more about it, or null
 */
public record JsonRpcError(int code, String message, JsonObject data) {
    public static final int PARSE_ERROR = -32700;
    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    public static final int INTERNAL_ERROR = -32603;

    private static final int LONGEST_QUOTE = 80;

    public static JsonRpcError parseError(String message) {
        return new JsonRpcError(PARSE_ERROR, "Parse error: " + message, null);
    }

    public static JsonRpcError invalidRequest(String message) {
        return new JsonRpcError(INVALID_REQUEST, "Invalid request: " + message, null);
    }

    public static JsonRpcError methodNotFound(String method) {
        return new JsonRpcError(METHOD_NOT_FOUND, "Method not found: " + shortened(method), null);
    }

    public static JsonRpcError invalidParams(String message) {
        return new JsonRpcError(INVALID_PARAMS, "Invalid params: " + message, null);
    }

    /** Says no more than the number under which the log tells what happened. */
    public static JsonRpcError internalError(String incident) {
        return new JsonRpcError(INTERNAL_ERROR, "Internal error (incident " + incident + ")", null);
    }

    /** A caller's own words, cut to a length that is fit for an error text. */
    public static String shortened(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
    }
}
