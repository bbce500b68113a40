package dewey.jsonrpc;

/** A request breaks the protocol and is answered with {@link #error()}. Carries no stack trace: it is an answer, not a fault. */
public final class JsonRpcException extends RuntimeException {
    private final transient JsonRpcError error;

    public JsonRpcException(JsonRpcError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public JsonRpcError error() {
        return error;
    }
}
