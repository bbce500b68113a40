package dewey.jsonrpc;

/**
 * The id of a request as the JSON token that its sender wrote, so that an answer carries the very same token: {@code 0},
 * {@code "listen:0"}, and numbers beyond 2^53 included (JSON-RPC 2.0 §4).
 *
 * @param token a JSON string with its quotes, or an integer
 */
public record RequestId(String token) {
    @Override
    public String toString() {
        return token;
    }
}
