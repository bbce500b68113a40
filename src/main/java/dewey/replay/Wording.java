package dewey.replay;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.json.Members;
import dewey.jsonrpc.Glance;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;

/** Recorded texts as they are said this time: with the id and the token of this time, and all else as it was written. */
final class Wording {
    /** The member of a result's {@code _meta} that names the places where the record has taken secrets out. */
    static final String REDACTED = "dewey/redacted";

    private Wording() {}

    /** An answer, or another message with an id, under another id. */
    static String withId(String text, String id) throws InvalidJson {
        return with(text, "id", id);
    }

    /** A notification of progress under another token. */
    static String withProgressToken(String text, String token) throws InvalidJson {
        return with(text, "params.progressToken", token);
    }

    /** The message of a batch that has this id. */
    static String ofBatch(String batch, String id) throws InvalidJson {
        JsonArray messages = (JsonArray) JsonText.read(batch);
        List<Glance> glances = Glance.at(batch);
        int at = 0;
        for (JsonValue message : messages) {
            if (message instanceof JsonObject) {
                Glance glance = glances.get(at++);
                if (glance.id() != null && glance.id().token().equals(id)) {
                    return JsonText.write(message);
                }
            }
        }
        throw new InvalidJson("no batch with " + id, null);
    }

    /** An answer whose result says where it is not as it was; an error stays as it is. */
    static String marked(String text, JsonArray places) throws InvalidJson {
        JsonObject answer = (JsonObject) JsonText.read(text);
        if (!(answer.get("result") instanceof JsonObject result)) {
            return text;
        }
        JsonObjectBuilder meta =
                result.get("_meta") instanceof JsonObject known ? JsonText.object(known) : JsonText.object();
        JsonObject marked =
                JsonText.object(result).add("_meta", meta.add(REDACTED, places)).build();
        return JsonText.write(JsonText.object(answer).add("result", marked).build());
    }

    private static String with(String text, String path, String value) throws InvalidJson {
        int[] found = new int[2];
        Members.walk(text, (member, from, to) -> {
            if (found[1] == 0 && member.toString().equals(path)) {
                found[0] = from;
                found[1] = to;
            }
        });
        if (found[1] == 0) {
            throw new InvalidJson("a message without " + path, null);
        }
        return text.substring(0, found[0]) + value + text.substring(found[1]);
    }
}
