package dewey.replay;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.jsonrpc.Glance;
import dewey.redaction.Redaction;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of the client.
 *
 * @param glance at it as it came
 * @param message as the record would have it, without secrets
 */
record Heard(Glance glance, JsonObject message) {
    /**
     * The messages of a text, which are several when it is a batch.
     *
     * @throws InvalidJson when it holds none
     */
    static List<Heard> in(String text, Redaction redaction) throws InvalidJson {
        List<JsonObject> messages = messages(readable(text, redaction));
        List<Glance> glances = Glance.at(text);
        if (messages.isEmpty() || messages.size() != glances.size()) {
            throw new InvalidJson("no message of JSON-RPC", null);
        }
        List<Heard> heard = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            heard.add(new Heard(glances.get(i), messages.get(i)));
        }
        return heard;
    }

    /** Without its secrets; where that is no JSON any more, as it is. */
    private static JsonValue readable(String text, Redaction redaction) throws InvalidJson {
        JsonValue asItIs = JsonText.read(text);
        String redacted = redaction.redact(text).text();
        if (redacted.equals(text)) {
            return asItIs;
        }
        try {
            return JsonText.read(redacted) instanceof JsonStructure readable ? readable : asItIs;
        } catch (InvalidJson changed) {
            return asItIs;
        }
    }

    private static List<JsonObject> messages(JsonValue said) {
        if (said instanceof JsonObject one) {
            return List.of(one);
        }
        return said instanceof JsonArray batch
                ? batch.stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .toList()
                : List.of();
    }
}
