package dewey.conversations;

import dewey.json.JsonText;
import dewey.refusals.Refused;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a client notes beside a conversation or message: a JSON object, kept with its numbers exact. */
public record Metadata(JsonObject value) {
    public static final Metadata EMPTY = new Metadata(JsonValue.EMPTY_JSON_OBJECT);

    private static final int MAX_FILTER_DEPTH = 100;

    public Metadata {
        if (value == null) {
            throw Refused.invalid("metadata", "is null; it must be an object");
        }
    }

    /** Refuses as a filter what no metadata can contain, and PostgreSQL or the JSON provider could not read. */
    public static void checkFilter(JsonObject filter) {
        JsonSize.of(filter, "metadata", MAX_FILTER_DEPTH);
    }

    /** These with other members beside them, or in place of those of the same name. */
    public Metadata with(JsonObject members) {
        JsonObjectBuilder all = JsonText.object(value);
        members.forEach(all::add);
        return new Metadata(all.build());
    }

    /** These with the members of {@code patch}; those that are null there are gone, at any depth (RFC 7386, JSON Merge Patch). */
    Metadata patched(JsonObject patch) {
        return new Metadata(patched(value, patch, 0));
    }

    private static JsonObject patched(JsonValue target, JsonObject patch, int depth) {
        if (depth > JsonText.MAX_DEPTH) {
            throw Refused.invalid("metadata", "is nested more than " + JsonText.MAX_DEPTH + " deep");
        }
        Map<String, JsonValue> all =
                target instanceof JsonObject object ? new LinkedHashMap<>(object) : new LinkedHashMap<>();
        patch.forEach((name, member) -> {
            if (member == JsonValue.NULL) {
                all.remove(name);
            } else if (member instanceof JsonObject inner) {
                all.put(name, patched(all.get(name), inner, depth + 1));
            } else {
                all.put(name, member);
            }
        });
        JsonObjectBuilder patched = JsonText.object();
        all.forEach(patched::add);
        return patched.build();
    }
}
