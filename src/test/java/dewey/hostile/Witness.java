package dewey.hostile;

import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A well-behaved client beside the hostile ones: it pings and stores numbered messages all the time, and must always be served. */
final class Witness implements AutoCloseable {
    private static final int PACE_MS = 20;
    private static final int STORES_EACH = 10;

    private final RunningDewey dewey;
    private final McpClient client;
    private final String conversation;
    private final Thread thread;
    private volatile boolean over;
    private volatile Throwable failure;
    private volatile long askedAt;
    private long longest;
    private int stored;

    Witness(RunningDewey dewey) {
        this.dewey = dewey;
        client = McpClient.legacy(dewey.mcp());
        conversation = client.structured("dewey_begin_conversation", JsonOf.object("session_id", "hostile-witness"))
                .getString("conversation_id");
        thread = new Thread(this::liveOn, "witness");
        thread.setDaemon(true);
        thread.start();
    }

    private void liveOn() {
        try {
            for (int round = 1; !over; round++) {
                askedAt = System.nanoTime();
                if (round % STORES_EACH == 0) {
                    store();
                } else {
                    client.request("ping");
                }
                answered();
                TimeUnit.MILLISECONDS.sleep(PACE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | AssertionError e) {
            failure = e;
        }
    }

    private void store() {
        client.structured(
                "dewey_store_message",
                JsonOf.object("conversation_id", conversation, "role", "user", "content", "number " + (stored + 1)));
        stored++;
    }

    private synchronized void answered() {
        longest = Math.max(longest, System.nanoTime() - askedAt);
        askedAt = 0;
    }

    /** How long it had to wait at most since this was asked last. */
    synchronized Duration longestWait() {
        if (failure != null) {
            throw new AssertionError("a client that did nothing wrong was not served", failure);
        }
        long waiting = askedAt == 0 ? 0 : System.nanoTime() - askedAt;
        long most = Math.max(longest, waiting);
        longest = 0;
        return Duration.ofNanos(most);
    }

    /** Ends it; all that it has stored is there, in order. */
    void requireAllStored() throws InterruptedException {
        over = true;
        thread.join(30_000);
        longestWait();
        List<String> contents = new ArrayList<>();
        try (McpClient reader = McpClient.modern(dewey.mcp())) {
            JsonObject page = JsonOf.object();
            String cursor = null;
            do {
                page = reader.structured(
                        "dewey_get_conversation",
                        cursor == null
                                ? JsonOf.object("conversation_id", conversation)
                                : JsonOf.object("conversation_id", conversation, "cursor", cursor));
                page.getJsonArray("messages")
                        .getValuesAs(JsonObject.class)
                        .forEach(message -> contents.add(message.getString("content")));
                cursor = page.getString("next_cursor", null);
            } while (cursor != null);
        }
        for (int i = 0; i < stored; i++) {
            if (i >= contents.size() || !contents.get(i).equals("number " + (i + 1))) {
                throw new AssertionError("message " + (i + 1) + " of " + stored + " is not in its place");
            }
        }
    }

    @Override
    public void close() {
        over = true;
        thread.interrupt();
        client.close();
    }
}
