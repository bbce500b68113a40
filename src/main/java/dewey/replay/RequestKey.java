package dewey.replay;

import dewey.json.Canonical;
import dewey.json.JsonText;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What makes two requests the same: their method and what they ask for, as a hash of 128 bits.
 *
 * <p>{@code _meta} does not count, because it holds what differs each time: progress tokens, trace ids, the client's description of
 * itself. Nor do empty params and empty arguments, which may as well be left out. What a client says in {@code initialize} does not
 * count at all.
 */
record RequestKey(long high, long low) {
    static RequestKey of(String method, JsonValue params) {
        String asked = method.equals("initialize") ? "" : Canonical.text(stable(params));
        byte[] hash = sha256(method + "\n" + asked);
        ByteBuffer halves = ByteBuffer.wrap(hash);
        return new RequestKey(halves.getLong(), halves.getLong());
    }

    /** The tool that a request calls; null when it calls none. */
    static String tool(String method, JsonValue params) {
        return method.equals("tools/call")
                        && params instanceof JsonObject object
                        && object.get("name") instanceof JsonString name
                ? name.getString()
                : null;
    }

    private static JsonValue stable(JsonValue params) {
        if (params == null || params == JsonValue.NULL) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
        if (!(params instanceof JsonObject object)) {
            return params;
        }
        JsonObjectBuilder stable = JsonText.object(object).remove("_meta");
        if (object.get("arguments") instanceof JsonObject arguments && arguments.isEmpty()) {
            stable.remove("arguments");
        }
        return stable.build();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
