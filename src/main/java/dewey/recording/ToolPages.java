package dewey.recording;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Puts the pages of a tool list together, as the client of one session asks for them. A list that is never read to its end is none. */
final class ToolPages {
    static final String METHOD = "tools/list";
    /** Of a list in JSON: far beyond real ones. A larger one is not looked at. */
    static final int LARGEST = 4 << 20;

    private static final int MOST_OPEN = 16;
    private static final String FIRST_PAGE = "";

    private final UnaryOperator<String> withoutSecrets;
    /** By the sequence of a request, the cursor that it gave. */
    private final Map<Long, String> asked = forgetful();
    /** By the cursor of the page that is to follow. */
    private final Map<String, Pages> unfinished = forgetful();

    private record Pages(List<JsonValue> tools, long size) {}

    ToolPages(UnaryOperator<String> withoutSecrets) {
        this.withoutSecrets = withoutSecrets;
    }

    /** A request for a page. */
    void asks(long sequence, String text) {
        try {
            asked.put(
                    sequence,
                    text(object(JsonText.read(text), "params"), "cursor").orElse(FIRST_PAGE));
        } catch (InvalidJson e) {
            // nobody can answer it
        }
    }

    /** The answer to a request for a page: the whole list, without secrets, when that was the last page. */
    Optional<JsonArray> answers(long request, String text) {
        String cursor = asked.remove(request);
        if (cursor == null || text.length() > LARGEST) {
            return Optional.empty();
        }
        try {
            return page(cursor, text);
        } catch (InvalidJson e) {
            // an answer that is no JSON, at the latest without its secrets
            return Optional.empty();
        }
    }

    private Optional<JsonArray> page(String cursor, String text) throws InvalidJson {
        Pages before = cursor.equals(FIRST_PAGE) ? new Pages(List.of(), 0) : unfinished.remove(cursor);
        JsonObject clean = object(JsonText.read(withoutSecrets.apply(text)), "result");
        if (before == null || !(clean.get("tools") instanceof JsonArray tools)) {
            return Optional.empty();
        }
        List<JsonValue> all = new ArrayList<>(before.tools());
        all.addAll(tools);
        long size = before.size() + text.length();
        Optional<String> next = text(object(JsonText.read(text), "result"), "nextCursor");
        if (next.isPresent() && size <= LARGEST) {
            unfinished.put(next.get(), new Pages(all, size));
        }
        return next.isPresent() || size > LARGEST ? Optional.empty() : Optional.of(JsonText.arrayOf(all));
    }

    private static JsonObject object(JsonValue message, String member) {
        return message instanceof JsonObject whole && whole.get(member) instanceof JsonObject inside
                ? inside
                : JsonValue.EMPTY_JSON_OBJECT;
    }

    private static Optional<String> text(JsonObject object, String member) {
        return object.get(member) instanceof JsonString text ? Optional.of(text.getString()) : Optional.empty();
    }

    private static <K, V> Map<K, V> forgetful() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MOST_OPEN;
            }
        };
    }
}
