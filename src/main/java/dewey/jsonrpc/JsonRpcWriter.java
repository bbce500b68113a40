package dewey.jsonrpc;

import dewey.json.JsonText;
import jakarta.json.JsonObjectBuilder;
import java.util.List;

/** Writes JSON-RPC 2.0 messages as text. Ids are written as the token that was read. */
public final class JsonRpcWriter {
    private JsonRpcWriter() {}

    /** A response with {@code result}, which is JSON text already. */
    public static String result(RequestId id, String result) {
        StringBuilder text = new StringBuilder(result.length() + 64);
        return text.append("{\"jsonrpc\":\"2.0\",\"id\":")
                .append(id.token())
                .append(",\"result\":")
                .append(result)
                .append('}')
                .toString();
    }

    /**
     * A response with {@code error}. When {@code id} is null because none could be read, the member is left out: MCP allows no
     * null there, and clients drop such messages.
     */
    public static String error(RequestId id, JsonRpcError error) {
        JsonObjectBuilder object = JsonText.object().add("code", error.code()).add("message", error.message());
        if (error.data() != null) {
            object.add("data", error.data());
        }
        String body = ",\"error\":" + JsonText.write(object.build()) + "}";
        return "{\"jsonrpc\":\"2.0\"" + (id == null ? "" : ",\"id\":" + id.token()) + body;
    }

    /** The answers of a batch, in one text. */
    public static String batch(List<String> answers) {
        return "[" + String.join(",", answers) + "]";
    }
}
