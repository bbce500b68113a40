package dewey.mcp;

import dewey.features.ListChanged;
import dewey.json.JsonText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** {@code subscriptions/listen} (MCP 2026-07-28, Subscriptions): requests that stay open and are answered when the server stops. */
@ApplicationScoped
class Listening {
    static final int MOST_RESOURCES = 1000;

    private static final Map<String, ListChanged.Kind> LISTS = Map.of(
            "toolsListChanged", ListChanged.Kind.TOOLS,
            "promptsListChanged", ListChanged.Kind.PROMPTS,
            "resourcesListChanged", ListChanged.Kind.RESOURCES);
    private static final String RESOURCES = "resourceSubscriptions";

    private final Subscriptions subscriptions;
    private final ResourceReads resources;
    private final Map<Exchange, Answer> open = new ConcurrentHashMap<>();

    @Inject
    Listening(Subscriptions subscriptions, ResourceReads resources) {
        this.subscriptions = subscriptions;
        this.resources = resources;
    }

    /** For CDI's client proxy only. */
    protected Listening() {
        this(null, null);
    }

    /** Begins; what is wanted but unknown here is left out of what is acknowledged. */
    void listen(String tenant, Exchange exchange) {
        JsonObject wanted = Params.object(exchange.request().params(), "notifications");
        List<String> subjects = new ArrayList<>();
        JsonObject honoured = honoured(wanted, subjects);
        Listener listener = new Listener(tenant, exchange.request().id().value(), exchange::message);
        Runnable release = () -> {
            open.remove(exchange);
            subjects.forEach(subject -> subscriptions.remove(listener, subject));
        };
        synchronized (listener) { // so that the acknowledgement comes first, and misses nothing
            if (!exchange.listen(release)) {
                return;
            }
            open.put(exchange, end(exchange, listener));
            subjects.forEach(subject -> subscriptions.add(listener, subject));
            listener.tell(
                    "notifications/subscriptions/acknowledged",
                    JsonText.object().add("notifications", honoured).build());
        }
        if (!exchange.isListening()) {
            release.run();
        }
    }

    private JsonObject honoured(JsonObject wanted, List<String> subjects) {
        JsonObjectBuilder honoured = JsonText.object();
        LISTS.forEach((name, list) -> {
            JsonValue value = wanted.getOrDefault(name, JsonValue.FALSE);
            if (value != JsonValue.TRUE && value != JsonValue.FALSE) {
                throw Params.invalid("\"notifications." + name + "\" must be true or false");
            }
            if (value == JsonValue.TRUE) {
                honoured.add(name, true);
                subjects.add(Subscriptions.method(list));
            }
        });
        if (wanted.containsKey(RESOURCES)) {
            JsonArrayBuilder known = JsonText.array();
            for (String uri : uris(wanted.get(RESOURCES))) {
                if (resources.isKnown(uri)) {
                    known.add(uri);
                    subjects.add(uri);
                }
            }
            honoured.add(RESOURCES, known);
        }
        return honoured.build();
    }

    private static Set<String> uris(JsonValue value) {
        if (!(value instanceof JsonArray array) || !array.stream().allMatch(JsonString.class::isInstance)) {
            throw Params.invalid("\"notifications." + RESOURCES + "\" must be an array of strings");
        }
        if (array.size() > MOST_RESOURCES) {
            throw Params.invalid("\"notifications." + RESOURCES + "\" holds " + array.size() + " URIs; the limit is "
                    + MOST_RESOURCES);
        }
        return Set.copyOf(array.getValuesAs(JsonString::getString));
    }

    private static Answer end(Exchange exchange, Listener listener) {
        JsonObject result = JsonText.object()
                .add("resultType", "complete")
                .add("_meta", listener.mark())
                .build();
        return Answer.result(exchange.request().id(), JsonText.write(result));
    }

    /** Gives every one that listens its answer, since the server stops. */
    void endAll() {
        open.forEach(Exchange::end);
    }

    int size() {
        return open.size();
    }
}
