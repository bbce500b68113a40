package dewey.conversations;

import dewey.json.JsonText;
import dewey.refusals.Refused;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

/** What a client notes beside a conversation or message: a JSON object, kept with its numbers exact. */
public record Metadata(JsonObject value) {
    public static final Metadata EMPTY = new Metadata(JsonValue.EMPTY_JSON_OBJECT);

    public Metadata {
        if (value == null) {
            throw Refused.invalid("metadata", "is null; it must be an object");
        }
    }

    /** These with other members beside them, or in place of those of the same name. */
    public Metadata with(JsonObject members) {
        JsonObjectBuilder all = JsonText.object(value);
        members.forEach(all::add);
        return new Metadata(all.build());
    }
}
