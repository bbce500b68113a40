package dewey.mcp;

import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcWriter;
import dewey.jsonrpc.RequestId;
import java.util.Optional;

/**
 * The answer to a request.
 *
 * @param text the JSON-RPC response
 * @param failure what it says, where it is an error
 */
public record Answer(String text, Optional<JsonRpcError> failure) {

    static Answer result(RequestId id, String result) {
        return new Answer(JsonRpcWriter.result(id, result), Optional.empty());
    }

    /** @param id null when none could be read */
    public static Answer error(RequestId id, JsonRpcError error) {
        return new Answer(JsonRpcWriter.error(id, error), Optional.of(error));
    }
}
