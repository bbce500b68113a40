package dewey.crash;

import dewey.json.JsonOf;
import dewey.json.JsonText;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Stores numbered messages one after the other, connects again whenever it is cut off, and writes into its ledger what it knows. */
final class NumberedClient implements Runnable {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final URI address;
    private final Way way;
    private final String conversation;
    private final Ledger ledger;
    private final Duration leisure;
    private volatile boolean over;

    /** @param leisure what it waits between two messages */
    NumberedClient(URI address, Way way, String conversation, Ledger ledger, Duration leisure) {
        this.address = address;
        this.way = way;
        this.leisure = leisure;
        this.conversation = conversation;
        this.ledger = ledger;
    }

    Ledger ledger() {
        return ledger;
    }

    String conversation() {
        return conversation;
    }

    /** Let it end with the message that it is at. */
    void end() {
        over = true;
    }

    @Override
    public void run() {
        String unacknowledged = null;
        while (!over) {
            try (ToolCalls calls = way.open(address)) {
                while (!over) {
                    String content = unacknowledged != null && ledger.resends() ? unacknowledged : ledger.next();
                    unacknowledged = content;
                    store(calls, content);
                    unacknowledged = null;
                    pause(leisure);
                }
            } catch (CompletionException | IllegalStateException | Unavailable lost) {
                ledger.interrupted(lost);
                pause(PAUSE);
            }
        }
    }

    private void store(ToolCalls calls, String content) {
        JsonObjectBuilder arguments =
                JsonText.object(JsonOf.object("conversation_id", conversation, "role", "user", "content", content));
        if (ledger.resends()) {
            arguments.add("external_id", content);
        }
        JsonObject response = calls.call("dewey_store_message", arguments.build());
        JsonObject result = response.getJsonObject("result");
        if (result == null || result.getBoolean("isError")) {
            throw new Unavailable(response);
        }
        ledger.acknowledge(content, result.getJsonObject("structuredContent").getInt("turn_number"));
    }

    private static void pause(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The server says that it cannot at the moment; whether it has stored the message is not known. */
    private static final class Unavailable extends RuntimeException {
        Unavailable(JsonObject response) {
            super(response.toString());
        }
    }
}
