package dewey.formats;

import dewey.conversations.Metadata;
import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import dewey.json.JsonText;
import dewey.refusals.Refused;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A message as {@code dewey_store_messages_bulk} takes it: role and content, and if it likes metadata, author, external_id and
 * created_at. A row with any other member is kept whole in the metadata, as {@code row}.
 */
final class PlainMessage {
    private static final Set<String> MEMBERS =
            Set.of("role", "content", "metadata", "author", "external_id", "created_at");

    private PlainMessage() {}

    /** Whether a row is meant as such a message; a row of Claude Code has its role one level deeper. */
    static boolean isMeant(JsonValue row) {
        return row instanceof JsonObject object && object.containsKey("role") && !object.containsKey("message");
    }

    /** @throws Refused with the member that is at fault */
    static NewMessage read(JsonValue row) {
        if (!(row instanceof JsonObject object)) {
            throw Refused.invalid("message", "is not an object");
        }
        Role role = Role.named(string(object, "role")
                .orElseThrow(
                        () -> Refused.invalid("role", "is missing; it must be one of user, assistant, system, tool")));
        return content(role, object.get("content"))
                .with(metadata(object))
                .by(string(object, "author").orElse(null))
                .identifiedBy(string(object, "external_id").orElse(null))
                .at(string(object, "created_at").map(PlainMessage::instant).orElse(null));
    }

    private static NewMessage content(Role role, JsonValue content) {
        if (content instanceof JsonString text) {
            return NewMessage.of(role, text.getString());
        }
        if (content instanceof JsonArray blocks) {
            return NewMessage.ofBlocks(role, blocks);
        }
        throw Refused.invalid(
                "content",
                (content == null ? "is missing" : "is " + kind(content))
                        + "; it must be text or an array of content blocks");
    }

    private static Metadata metadata(JsonObject object) {
        JsonValue given = object.getOrDefault("metadata", JsonValue.EMPTY_JSON_OBJECT);
        if (given == JsonValue.NULL) {
            given = JsonValue.EMPTY_JSON_OBJECT;
        }
        if (!(given instanceof JsonObject metadata)) {
            throw Refused.invalid("metadata", "is " + kind(given) + "; it must be an object");
        }
        if (MEMBERS.containsAll(object.keySet())) {
            return new Metadata(metadata);
        }
        if (metadata.containsKey("row")) {
            throw Refused.invalid("metadata", "has a row of its own, where members that Dewey does not know are kept");
        }
        return new Metadata(JsonText.object(metadata).add("row", object).build());
    }

    private static Optional<String> string(JsonObject object, String member) {
        JsonValue value = object.get(member);
        if (value == null || value == JsonValue.NULL) {
            return Optional.empty();
        }
        if (value instanceof JsonString string) {
            return Optional.of(string.getString());
        }
        throw Refused.invalid(member, "is " + kind(value) + "; it must be text");
    }

    private static Instant instant(String text) {
        return Moments.read(text)
                .orElseThrow(() -> Refused.invalid(
                        "created_at", "is not an ISO 8601 time with its zone, such as 2026-01-31T09:30:00Z"));
    }

    private static String kind(JsonValue value) {
        return switch (value.getValueType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case STRING -> "text";
            case NUMBER -> "a number";
            case TRUE, FALSE -> "a boolean";
            case NULL -> "null";
        };
    }
}
