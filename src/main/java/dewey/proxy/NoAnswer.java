package dewey.proxy;

import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcWriter;
import dewey.jsonrpc.RequestId;
import dewey.upstreams.UpstreamSession;

/** What a client is told in place of an answer that will not come. */
final class NoAnswer {
    private NoAnswer() {}

    /**
     * The error for one request.
     *
     * @param id null where the client's message has none, or none that could be read
     * @param reason in plain words; may be empty
     * @param reached whether the upstream may have seen the request
     */
    static String to(RequestId id, String upstream, String reason, boolean reached) {
        String what = reason.isBlank() ? "its connection was closed" : reason;
        String words = "No answer from the upstream " + upstream + ": " + what
                + (reached ? " (the request may have been carried out)" : "");
        return JsonRpcWriter.error(id, new JsonRpcError(UpstreamSession.UNANSWERED, words, null));
    }
}
