package dewey.jsonrpc;

import jakarta.json.JsonObject;

/** One JSON-RPC message, as far as its form is concerned. */
public sealed interface Message {

    /** Wants an answer that carries its id; {@code params} is empty when absent. */
    record Request(RequestId id, String method, JsonObject params) implements Message {}

    /** Wants no answer. */
    record Notification(String method, JsonObject params) implements Message {}

    /** The other side's answer to a request of ours. */
    record Response(RequestId id, JsonObject message) implements Message {}

    /** What cannot be read as any of the others; {@code id} is null unless it could be read. */
    record Malformed(RequestId id, JsonRpcError error) implements Message {}
}
