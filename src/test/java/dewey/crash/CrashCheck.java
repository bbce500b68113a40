package dewey.crash;

import dewey.json.JsonOf;
import dewey.json.JsonText;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Several clients that store numbered messages while something kills the server or its database. Some send again until they are
 * answered; some never do; and two share a conversation.
 *
 * <p>Afterwards each acknowledged message must be there exactly once, at the turn that was acknowledged; the turns of each
 * conversation without a gap; the messages of each client in its order.
 */
public final class CrashCheck {
    private final URI address;
    private final List<NumberedClient> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /** @param address where the server is again, whenever it is */
    public CrashCheck(URI address, int count) {
        this(address, Collections.nCopies(count, Way.SOCKET), Duration.ZERO);
    }

    /**
     * @param address of the WebSocket; HTTP is at the same host and path
     * @param ways how each client stores
     * @param leisure what each waits between two messages
     */
    public CrashCheck(URI address, List<Way> ways, Duration leisure) {
        this.address = address;
        try (McpClient first = McpClient.modern(address)) {
            String shared = begin(first);
            for (int i = 0; i < ways.size(); i++) {
                String conversation = i < 2 ? shared : begin(first);
                Ledger ledger = new Ledger("client" + i, i % 2 == 0);
                clients.add(new NumberedClient(address, ways.get(i), conversation, ledger, leisure));
            }
        }
        for (NumberedClient client : clients) {
            Thread thread = new Thread(client, client.ledger().client());
            thread.setDaemon(true);
            threads.add(thread);
        }
    }

    private static String begin(McpClient client) {
        return client.structured("dewey_begin_conversation", JsonOf.object("session_id", "crash-check"))
                .getString("conversation_id");
    }

    public CrashCheck start() {
        threads.forEach(Thread::start);
        return this;
    }

    /** How many messages have been acknowledged so far. */
    public int acknowledged() {
        return clients.stream()
                .mapToInt(client -> client.ledger().acknowledged())
                .sum();
    }

    /** The longest time for which one of them got nothing acknowledged. */
    public Duration longestSilence() {
        return clients.stream()
                .map(client -> client.ledger().longestSilence())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** Why clients had to connect anew, and how often. */
    public Map<String, Integer> interruptions() {
        Map<String, Integer> all = new TreeMap<>();
        clients.forEach(
                client -> client.ledger().interruptions().forEach((why, times) -> all.merge(why, times, Integer::sum)));
        return all;
    }

    /** Waits until every client has got through again, so that the next fault meets all of them at work. */
    public void awaitProgressOfAll(long seconds) throws InterruptedException {
        List<Integer> before =
                clients.stream().map(client -> client.ledger().acknowledged()).toList();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (int i = 0; i < clients.size(); i++) {
            while (clients.get(i).ledger().acknowledged() <= before.get(i)) {
                if (System.nanoTime() > until) {
                    throw new AssertionError(
                            clients.get(i).ledger().client() + " was not served again within " + seconds + " s");
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    /** Ends the clients; the server must be there. What is wrong, in words; empty when nothing is. */
    public List<String> faults() throws InterruptedException {
        clients.forEach(NumberedClient::end);
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(60));
        }
        List<String> faults = new ArrayList<>();
        try (McpClient reader = McpClient.modern(address)) {
            Map<String, Map<Integer, String>> read = new TreeMap<>();
            for (NumberedClient client : clients) {
                Map<Integer, String> stored = read.computeIfAbsent(client.conversation(), id -> stored(reader, id));
                faults.addAll(client.ledger().faults(stored));
            }
            read.forEach((conversation, stored) -> {
                int turn = 0;
                for (int each : stored.keySet()) {
                    if (each != ++turn) {
                        faults.add("turn " + turn + " of " + conversation + " is missing");
                        turn = each;
                    }
                }
            });
        }
        return faults;
    }

    private static Map<Integer, String> stored(McpClient reader, String conversation) {
        Map<Integer, String> stored = new TreeMap<>();
        String cursor = null;
        do {
            JsonObject arguments = JsonOf.object("conversation_id", conversation, "limit", 500);
            JsonObject page = page(
                    reader,
                    cursor == null
                            ? arguments
                            : JsonText.object(arguments).add("cursor", cursor).build());
            for (JsonObject message : page.getJsonArray("messages").getValuesAs(JsonObject.class)) {
                stored.put(message.getInt("turn"), message.getString("content"));
            }
            cursor = page.getString("next_cursor", null);
        } while (cursor != null);
        return stored;
    }

    /** As a client does that is told to come again later. */
    private static JsonObject page(McpClient reader, JsonObject arguments) {
        while (true) {
            JsonObject answer = McpClient.await(reader.beginCall("dewey_get_conversation", arguments))
                    .getJsonObject("result")
                    .getJsonObject("structuredContent");
            JsonObject error = answer.getJsonObject("error");
            if (error == null) {
                return answer;
            }
            if (!error.containsKey("retry_after_ms")) {
                throw new AssertionError(error.toString());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(error.getInt("retry_after_ms")));
        }
    }
}
