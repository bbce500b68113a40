package dewey.sessions;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * What the recorder has noted beside a session or a frame. Anybody may store a conversation that looks like a session: a member of
 * another type than the recorder writes counts as absent.
 */
public record Facts(JsonObject value) {
    public Optional<String> text(String name) {
        return value.get(name) instanceof JsonString text ? Optional.of(text.getString()) : Optional.empty();
    }

    public Optional<Long> number(String name) {
        return value.get(name) instanceof JsonNumber number && number.isIntegral()
                ? Optional.of(number.longValue())
                : Optional.empty();
    }

    public Optional<JsonObject> object(String name) {
        return value.get(name) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
    }

    public Optional<JsonArray> array(String name) {
        return value.get(name) instanceof JsonArray array ? Optional.of(array) : Optional.empty();
    }

    public Optional<Instant> moment(String name) {
        try {
            return text(name).map(Instant::parse);
        } catch (DateTimeException notWritten) {
            return Optional.empty();
        }
    }

    /** The same of an object inside; without any when there is none. */
    public Facts inside(String name) {
        return new Facts(object(name).orElse(JsonValue.EMPTY_JSON_OBJECT));
    }

    public boolean isTrue(String name) {
        return value.get(name) == JsonValue.TRUE;
    }
}
