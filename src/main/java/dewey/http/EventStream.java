package dewey.http;

import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Server-sent events, one JSON-RPC message each (WHATWG HTML §9.2; MCP, Streamable HTTP). One of the old era outlives its connection: it
 * keeps its last events, and a client that comes again gets what it has missed.
 */
final class EventStream {
    private static final int MOST_EVENTS = 256;
    private static final int MOST_CHARACTERS = 1 << 20;
    private static final int RETRY_MS = 500;
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final String name;
    private final Deque<Event> kept = new ArrayDeque<>();
    private ClientAnswer client;
    private long last;
    private int keptCharacters;
    private boolean ended;
    private long endedAt;

    private record Event(long number, String json) {}

    /** @param name first part of the events' ids; null for a stream that nobody comes again for */
    EventStream(String name) {
        this.name = name;
    }

    /**
     * Goes on with this client, after the event with the number {@code after}.
     *
     * @param atTheEnd told once, when the client has got everything or has gone
     */
    synchronized void attach(ClientAnswer next, long after, Runnable atTheEnd) {
        ClientAnswer former = client;
        client = null;
        if (former != null) {
            former.end();
        }
        client = next;
        next.tell(() -> gone(next), () -> {
            gone(next);
            atTheEnd.run();
        });
        next.begin(EventStream::head);
        if (name != null && after == last) {
            // so that a client that loses the stream before its first message knows where to come again
            write("id: " + name + "-" + last + "\nretry: " + RETRY_MS + "\ndata: \n\n");
        }
        kept.stream().filter(event -> event.number() > after).forEach(this::write);
        if (ended && client != null) {
            client.end();
        }
    }

    private static void head(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-cache, no-transform");
        response.setHeader("X-Accel-Buffering", "no");
    }

    synchronized void send(String json) {
        Event event = new Event(++last, json);
        if (name != null) {
            kept.add(event);
            keptCharacters += json.length();
            while (kept.size() > 1 && (kept.size() > MOST_EVENTS || keptCharacters > MOST_CHARACTERS)) {
                keptCharacters -= kept.remove().json().length();
            }
        }
        write(event);
    }

    private void write(Event event) {
        String id = name == null ? "" : "id: " + name + "-" + event.number() + "\n";
        write(id + "event: message\ndata: " + event.json() + "\n\n");
    }

    private void write(String text) {
        if (client != null) {
            client.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Shows the client that the stream lives, and the server whether the client does. */
    synchronized void comment() {
        if (client != null) {
            client.write(COMMENT);
        }
    }

    /** Lets go of a client that does not take what it is sent. */
    void watch(long now, Stall stall) {
        ClientAnswer stalled;
        synchronized (this) {
            if (client == null || !stall.holds(client, now)) {
                return;
            }
            stalled = client;
            client = null;
        }
        stalled.cut();
    }

    /** No event comes any more. */
    synchronized void end() {
        ended = true;
        endedAt = System.nanoTime();
        if (client != null) {
            client.end();
        }
    }

    /** The client may go; it comes again for the rest. Nothing on a stream that nobody comes again for. */
    synchronized void letGo() {
        if (name != null && client != null) {
            client.end();
            client = null;
        }
    }

    private synchronized void gone(ClientAnswer former) {
        if (client == former) {
            client = null;
        }
    }

    /** The number of its last event. */
    synchronized long last() {
        return last;
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /** Whether it has ended so long ago, and nobody reads the rest of it. */
    synchronized boolean isOver(long now, long since) {
        return ended && client == null && now - endedAt >= since;
    }

    /** How much it keeps for a client that comes again. */
    synchronized int keptCharacters() {
        return keptCharacters;
    }

    synchronized boolean isAttached() {
        return client != null;
    }
}
