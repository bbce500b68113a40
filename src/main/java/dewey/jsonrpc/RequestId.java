package dewey.jsonrpc;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import jakarta.json.JsonValue;

/**
 * The id of a request as the JSON token that its sender wrote, so that an answer carries the very same token: {@code 0},
 * {@code "listen:0"}, and numbers beyond 2^53 included (JSON-RPC 2.0 §4).
 *
 * @param token a JSON string with its quotes, or an integer
 */
public record RequestId(String token) {

    /** The id as a value. */
    public JsonValue value() {
        try {
            return JsonText.read(token);
        } catch (InvalidJson e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return token;
    }
}
