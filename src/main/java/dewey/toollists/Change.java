package dewey.toollists;

import dewey.json.Canonical;
import dewey.json.JsonText;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * One place at which two JSON values differ. Objects are looked into; of an array that differs the whole is told.
 *
 * @param at a JSON Pointer (RFC 6901)
 * @param before null where there was nothing
 * @param after null where there is nothing any more
 */
record Change(String at, JsonValue before, JsonValue after) {

    static List<Change> between(JsonValue before, JsonValue after) {
        List<Change> changes = new ArrayList<>();
        compare("", before, after, changes);
        return changes;
    }

    private static void compare(String at, JsonValue before, JsonValue after, List<Change> changes) {
        if (before instanceof JsonObject was && after instanceof JsonObject is) {
            TreeSet<String> names = new TreeSet<>(was.keySet());
            names.addAll(is.keySet());
            for (String name : names) {
                String place = at + "/" + name.replace("~", "~0").replace("/", "~1");
                compare(place, was.get(name), is.get(name), changes);
            }
        } else if (before == null || after == null || !Canonical.text(before).equals(Canonical.text(after))) {
            changes.add(new Change(at, before, after));
        }
    }

    /** The member of the whole in which it is. */
    String member() {
        int end = at.indexOf('/', 1);
        return at.isEmpty() ? "" : (end < 0 ? at.substring(1) : at.substring(1, end));
    }

    JsonObject toJson() {
        JsonObjectBuilder json = JsonText.object().add("at", at);
        if (before != null) {
            json.add("before", before);
        }
        if (after != null) {
            json.add("after", after);
        }
        return json.build();
    }

    /** Only where it is. */
    JsonObject place() {
        return JsonText.object().add("at", at).build();
    }
}
