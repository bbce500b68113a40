package dewey.mcp;

import dewey.json.JsonText;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.function.Consumer;

/** Someone who wants to hear of changes: a session of the old era, or a {@code subscriptions/listen} of the new one. */
final class Listener {
    private final String tenant;
    private final JsonValue subscriptionId;
    private final Consumer<String> outlet;

    /**
     * @param subscriptionId what every message is marked with; null for no mark
     * @param outlet must not wait
     */
    Listener(String tenant, JsonValue subscriptionId, Consumer<String> outlet) {
        this.tenant = tenant;
        this.subscriptionId = subscriptionId;
        this.outlet = outlet;
    }

    String tenant() {
        return tenant;
    }

    /** The mark that every message of a subscription carries; empty for a session. */
    JsonObject mark() {
        return subscriptionId == null
                ? JsonValue.EMPTY_JSON_OBJECT
                : JsonText.object()
                        .add(Envelope.SUBSCRIPTION_ID, subscriptionId)
                        .build();
    }

    /** Tells one thing after the other. */
    synchronized void tell(String method, JsonObject params) {
        JsonObjectBuilder marked = JsonText.object(params);
        if (subscriptionId != null) {
            marked.add("_meta", mark());
        }
        outlet.accept(Notifications.of(method, marked.build()));
    }
}
