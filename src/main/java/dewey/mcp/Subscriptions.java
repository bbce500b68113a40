package dewey.mcp;

import dewey.features.ListChanged;
import dewey.features.ResourceUpdated;
import dewey.json.JsonText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who wants to hear of which change. Found by what has changed, so that a change that nobody has asked for costs one look into a
 * map.
 */
@ApplicationScoped
public class Subscriptions {
    private static final String UPDATED = "notifications/resources/updated";

    private final Map<Topic, Set<Listener>> listeners = new ConcurrentHashMap<>();

    /** @param subject the URI of a resource, or the method that tells of a list */
    private record Topic(String tenant, String subject) {}

    static String method(ListChanged.Kind list) {
        return switch (list) {
            case TOOLS -> "notifications/tools/list_changed";
            case PROMPTS -> "notifications/prompts/list_changed";
            case RESOURCES -> "notifications/resources/list_changed";
        };
    }

    /** @param subject the URI of a resource, or what {@link #method} says */
    void add(Listener listener, String subject) {
        listeners.compute(new Topic(listener.tenant(), subject), (topic, all) -> {
            Set<Listener> others = all == null ? ConcurrentHashMap.newKeySet() : all;
            others.add(listener);
            return others;
        });
    }

    void remove(Listener listener, String subject) {
        listeners.computeIfPresent(new Topic(listener.tenant(), subject), (topic, all) -> {
            all.remove(listener);
            return all.isEmpty() ? null : all;
        });
    }

    void updated(@Observes ResourceUpdated event) {
        Set<Listener> interested = listeners.get(new Topic(event.tenant(), event.uri()));
        if (interested != null) {
            JsonObject params = JsonText.object().add("uri", event.uri()).build();
            interested.forEach(listener -> listener.tell(UPDATED, params));
        }
    }

    void changed(@Observes ListChanged event) {
        String method = method(event.kind());
        if (event.tenant() != null) {
            tell(listeners.get(new Topic(event.tenant(), method)), method);
            return;
        }
        listeners.forEach((topic, all) -> {
            if (topic.subject().equals(method)) {
                tell(all, method);
            }
        });
    }

    private static void tell(Set<Listener> interested, String method) {
        if (interested != null) {
            interested.forEach(listener -> listener.tell(method, JsonValue.EMPTY_JSON_OBJECT));
        }
    }

    /** The resources that somebody wants to hear of, by tenant. */
    Map<String, Set<String>> resources() {
        Map<String, Set<String>> found = new HashMap<>();
        for (Topic topic : listeners.keySet()) {
            if (!topic.subject().startsWith("notifications/")) {
                found.computeIfAbsent(topic.tenant(), tenant -> new HashSet<>()).add(topic.subject());
            }
        }
        return found;
    }

    /** How many pairs of a listener and a change it waits for there are. */
    public int size() {
        return listeners.values().stream().mapToInt(Set::size).sum();
    }
}
