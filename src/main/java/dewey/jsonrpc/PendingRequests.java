package dewey.jsonrpc;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The requests of one client that its upstream has not answered. Only watches what goes by: nothing that it cannot read is held
 * up, and an id that is used twice counts twice.
 */
public final class PendingRequests {
    private static final String CANCELLED = "notifications/cancelled";

    private final Map<RequestId, Integer> open = new HashMap<>();
    private int count;
    private boolean closed;

    /** Looks at a text on its way to the upstream. */
    public synchronized void sent(String text) {
        if (closed) {
            return;
        }
        for (Glance message : Glance.at(text)) {
            switch (message.kind()) {
                case REQUEST -> {
                    open.merge(message.id(), 1, Integer::sum);
                    count++;
                }
                case NOTIFICATION -> {
                    if (message.method().equals(CANCELLED)) {
                        cancel(text);
                    }
                }
                default -> {
                    // an answer to the upstream's own request
                }
            }
        }
    }

    /** Looks at a text on its way to the client. */
    public synchronized void received(String text) {
        if (open.isEmpty()) {
            return;
        }
        for (Glance message : Glance.at(text)) {
            if (message.kind() == Glance.Kind.RESPONSE) {
                close(message.id());
            }
        }
    }

    public synchronized int count() {
        return count;
    }

    /** Gives every request that is still open, each once, and watches no longer. */
    public synchronized List<RequestId> takeAll() {
        List<RequestId> all = new ArrayList<>();
        open.forEach((id, times) -> {
            for (int i = 0; i < times; i++) {
                all.add(id);
            }
        });
        open.clear();
        count = 0;
        closed = true;
        return all;
    }

    private void close(RequestId id) {
        open.computeIfPresent(id, (same, times) -> {
            count--;
            return times == 1 ? null : times - 1;
        });
    }

    /** A cancelled request is answered no more, so that its client must not get an error for it either. */
    private void cancel(String text) {
        try {
            if (JsonText.read(text) instanceof JsonObject notification
                    && notification.get("params") instanceof JsonObject params
                    && params.containsKey("requestId")) {
                close(new RequestId(JsonText.write(params.get("requestId"))));
            }
        } catch (InvalidJson notOurs) {
            // passed on all the same
        }
    }
}
