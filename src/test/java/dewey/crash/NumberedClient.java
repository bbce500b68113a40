package dewey.crash;

import dewey.json.JsonOf;
import dewey.json.JsonText;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Stores numbered messages one after the other, connects again whenever it is cut off, and writes into its ledger what it knows. */
final class NumberedClient implements Runnable {
    private static final int PAUSE_MS = 100;
    private static final int ANSWER_SECONDS = 15;

    private final URI address;
    private final String conversation;
    private final Ledger ledger;
    private volatile boolean over;

    NumberedClient(URI address, String conversation, Ledger ledger) {
        this.address = address;
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
            try (McpClient client = McpClient.modern(address)) {
                while (!over) {
                    String content = unacknowledged != null && ledger.resends() ? unacknowledged : ledger.next();
                    unacknowledged = content;
                    store(client, content);
                    unacknowledged = null;
                }
            } catch (CompletionException | IllegalStateException | Unavailable lost) {
                pause();
            }
        }
    }

    private void store(McpClient client, String content) {
        JsonObjectBuilder arguments =
                JsonText.object(JsonOf.object("conversation_id", conversation, "role", "user", "content", content));
        if (ledger.resends()) {
            arguments.add("external_id", content);
        }
        JsonObject response = client.beginCall("dewey_store_message", arguments.build())
                .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .join();
        JsonObject result = response.getJsonObject("result");
        if (result == null || result.getBoolean("isError")) {
            throw new Unavailable(response);
        }
        ledger.acknowledge(content, result.getJsonObject("structuredContent").getInt("turn_number"));
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
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
