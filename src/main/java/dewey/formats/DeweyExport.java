package dewey.formats;

import dewey.conversations.Metadata;
import dewey.conversations.NewConversation;
import dewey.conversations.NewMessage;
import dewey.conversations.Role;
import dewey.refusals.Refused;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What Dewey itself exports: a first row that says so, and then each conversation as one row, followed by its messages, a row each.
 *
 * <p>All that is stored comes back: ids, turns, times, authors, contents as text or blocks, metadata.
 */
public final class DeweyExport implements Format {
    /** The member of the first row, and the version of the format that is read here. */
    public static final String MARK = "dewey_export";

    public static final int VERSION = 1;

    public static boolean isMeant(JsonValue row) {
        return row instanceof JsonObject object && object.containsKey(MARK);
    }

    private boolean opened;

    @Override
    public String name() {
        return "dewey";
    }

    @Override
    public boolean keepsIds() {
        return true;
    }

    @Override
    public void read(Row row, Consumer<Piece> pieces) {
        if (isMeant(row.value())) {
            requireKnownVersion(row.value().asJsonObject().get(MARK));
        } else if (row.value() instanceof JsonObject object && object.get("conversation") instanceof JsonObject json) {
            pieces.accept(conversation(json));
            opened = true;
        } else if (row.value() instanceof JsonObject object && object.get("message") instanceof JsonObject json) {
            if (!opened) {
                throw Refused.invalid("message", "comes before any conversation");
            }
            pieces.accept(new Piece.Said(message(json)));
        } else {
            throw Refused.invalid("row", "is neither a conversation nor a message");
        }
    }

    private static void requireKnownVersion(JsonValue version) {
        if (!(version instanceof JsonNumber number)
                || !number.isIntegral()
                || number.bigIntegerValue().intValue() != VERSION) {
            throw Refused.invalid(MARK, "is " + version + "; this Dewey reads version " + VERSION);
        }
    }

    private static Piece conversation(JsonObject json) {
        NewConversation conversation = new NewConversation(
                id(json),
                Fields.text(json, "session_id").orElse(null),
                Fields.text(json, "title").orElse(null),
                metadata(json),
                Fields.text(json, "external_id").orElse(null),
                moment(json, "created_at"));
        return new Piece.Opening(conversation, moment(json, "updated_at"));
    }

    private static NewMessage message(JsonObject json) {
        Role role = Role.named(Fields.text(json, "role").orElseThrow(() -> Refused.invalid("role", "is missing")));
        NewMessage content = content(role, json.get("content"));
        return new NewMessage(
                id(json),
                role,
                content.content(),
                content.blocks(),
                Fields.text(json, "author").orElse(null),
                metadata(json),
                Fields.text(json, "external_id").orElse(null),
                turn(json),
                moment(json, "created_at"));
    }

    private static NewMessage content(Role role, JsonValue content) {
        if (content instanceof JsonArray blocks) {
            return NewMessage.ofBlocks(role, blocks);
        }
        if (content instanceof JsonString text) {
            return NewMessage.of(role, text.getString());
        }
        throw Refused.invalid("content", "is missing; it must be text or an array of content blocks");
    }

    private static UUID id(JsonObject json) {
        String text = Fields.name(json, "id").orElseThrow(() -> Refused.invalid("id", "is missing"));
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("id", "is not a UUID");
        }
    }

    private static Integer turn(JsonObject json) {
        if (json.get("turn") instanceof JsonNumber number
                && number.isIntegral()
                && number.bigIntegerValue().bitLength() < 32) {
            return number.intValue();
        }
        throw Refused.invalid("turn", "is missing or no turn number");
    }

    private static Instant moment(JsonObject json, String name) {
        Optional<String> text = Fields.text(json, name);
        return text.isEmpty()
                ? null
                : Moments.read(text.get()).orElseThrow(() -> Refused.invalid(name, "is not an ISO 8601 time"));
    }

    private static Metadata metadata(JsonObject json) {
        return new Metadata(Fields.object(json, "metadata"));
    }
}
