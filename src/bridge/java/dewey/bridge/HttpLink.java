package dewey.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Streamable HTTP, in both eras: each message is a {@code POST} of its own. A request does not hold up the next; whatever is none is
 * taken by the server before the next message goes.
 */
final class HttpLink implements Link {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration NOTICE_TIMEOUT = Duration.ofSeconds(30);
    private static final int MOST_RESUMPTIONS = 10;
    private static final int NOT_FOUND = 404;

    private final Bridge bridge;
    private final HttpHeaders headers;
    private final URI server;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private final ExecutorService inOrder = Executors.newSingleThreadExecutor(HttpLink::daemon);
    private final ExecutorService sideBySide = Executors.newCachedThreadPool(HttpLink::daemon);
    /** Modern requests that can be taken back by closing what answers them. */
    private final Map<String, Posting> running = new ConcurrentHashMap<>();

    private volatile String session;
    private volatile boolean closed;

    HttpLink(Bridge bridge, URI server, Map<String, String> given) {
        this.bridge = bridge;
        this.server = server;
        headers = new HttpHeaders(given);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "http");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void open() {
        bridge.opened();
    }

    @Override
    public boolean isForgotten() {
        return session == null && headers.isLegacy();
    }

    @Override
    public void send(Message message) {
        String cancelled = message.cancelled().orElse(null);
        Posting asked = cancelled == null ? null : running.remove(cancelled);
        if (asked != null) {
            bridge.takenBack(cancelled);
            asked.takeBack();
            return;
        }
        Posting posting = new Posting();
        if (message.modernVersion().isPresent()) {
            message.requests().forEach(id -> running.put(id, posting));
        }
        inOrder.execute(() -> {
            if (message.requests().isEmpty()) {
                post(message, posting);
            } else {
                sideBySide.execute(() -> post(message, posting));
            }
        });
    }

    private void post(Message message, Posting posting) {
        String used = session;
        HttpRequest.Builder builder = HttpRequest.newBuilder(server)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(message.text()));
        headers.of(message, used).forEach(builder::setHeader);
        if (message.requests().isEmpty()) {
            builder.timeout(NOTICE_TIMEOUT);
        }
        try {
            HttpResponse<InputStream> response = posting.send(http, builder.build());
            try (InputStream body = response.body()) {
                take(message, used, response, body);
            }
        } catch (ConnectException | HttpConnectTimeoutException e) {
            bridge.unsent(message, "the server cannot be reached");
        } catch (IOException e) {
            if (!posting.isTakenBack()) {
                bridge.unanswered(
                        message,
                        "the connection broke before the answer; whether the request was carried out is not known");
            }
        } catch (CancellationException e) {
            // taken back: nobody waits for it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            message.requests().forEach(id -> running.remove(id, posting));
        }
    }

    private void take(Message message, String used, HttpResponse<InputStream> response, InputStream body)
            throws IOException, InterruptedException {
        int status = response.statusCode();
        if (status == NOT_FOUND && used != null && message.modernVersion().isEmpty()) {
            forget(used);
            // refused before it was looked at
            bridge.unsent(message, "the server has forgotten the session");
            return;
        }
        String type = response.headers().firstValue("Content-Type").orElse("");
        boolean initialize = message.is("initialize");
        if (type.startsWith("text/event-stream")) {
            stream(message, used, body, answer -> answered(initialize, response, answer));
            return;
        }
        String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        Message answer = json(text);
        if (answer != null && !answer.answers().isEmpty()) {
            answered(initialize, response, answer);
        } else if (!message.requests().isEmpty()) {
            bridge.unanswered(message, HttpWords.of(status, text));
        } else if (status >= 400) {
            bridge.note("the server refuses a notification: " + HttpWords.of(status, text));
        }
    }

    private void answered(boolean initialize, HttpResponse<?> response, Message answer) {
        if (initialize && answer.settledVersion().isPresent()) {
            headers.settled(answer.settledVersion().get());
            session = response.headers().firstValue("Mcp-Session-Id").orElse(null);
            if (session != null) {
                String begun = session;
                sideBySide.execute(() -> listen(begun));
            }
        }
        bridge.received(answer);
    }

    /** Reads events until the request is answered, over as many connections as it takes. */
    private void stream(Message message, String used, InputStream first, Consumer<Message> answered)
            throws IOException, InterruptedException {
        EventReader events = new EventReader();
        boolean[] over = new boolean[1];
        Consumer<String> each = data -> {
            Message received = json(data);
            if (received == null) {
                bridge.note("the server has sent something that is not JSON; it is passed over");
            } else if (received.answers().isEmpty()) {
                bridge.received(received);
            } else {
                over[0] = true;
                answered.accept(received);
            }
        };
        readQuietly(events, first, each);
        for (int i = 0;
                !over[0]
                        && i < MOST_RESUMPTIONS
                        && used != null
                        && events.lastId().isPresent();
                i++) {
            Thread.sleep(events.retryMs());
            HttpResponse<InputStream> resumed = get(used, events);
            try (InputStream body = resumed.body()) {
                if (resumed.statusCode() != 200) {
                    break;
                }
                readQuietly(events, body, each);
            }
        }
        if (!over[0] && !message.requests().isEmpty()) {
            throw new IOException("the stream ended before the answer");
        }
    }

    private static void readQuietly(EventReader events, InputStream body, Consumer<String> each) {
        try {
            events.read(body, each);
        } catch (IOException broken) {
            // gone on with, where the server can
        }
    }

    private HttpResponse<InputStream> get(String used, EventReader events) throws IOException, InterruptedException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(server)
                .header("Accept", "text/event-stream")
                .GET();
        headers.of(null, used).forEach(builder::setHeader);
        events.lastId().ifPresent(id -> builder.setHeader("Last-Event-ID", id));
        return http.send(builder.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    /** What belongs to no request, as long as this session lasts. */
    private void listen(String used) {
        EventReader events = new EventReader();
        try {
            while (used.equals(session) && !closed) {
                HttpResponse<InputStream> response;
                try {
                    response = get(used, events);
                } catch (IOException away) {
                    Thread.sleep(Math.max(1000, events.retryMs()));
                    continue;
                }
                try (InputStream body = response.body()) {
                    if (response.statusCode() != 200) {
                        // it offers no such stream, or the session is over, which the next request finds out
                        return;
                    }
                    readQuietly(events, body, data -> {
                        Message message = json(data);
                        if (message != null) {
                            bridge.received(message);
                        }
                    });
                } catch (IOException e) {
                    // again
                }
                Thread.sleep(events.retryMs());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void forget(String used) {
        if (used.equals(session)) {
            session = null;
        }
    }

    private static Message json(String text) {
        try {
            return text.isBlank() ? null : Message.of(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public void close() {
        closed = true;
        String used = session;
        session = null;
        inOrder.shutdownNow();
        sideBySide.shutdownNow();
        if (used == null) {
            return;
        }
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(server).timeout(Duration.ofSeconds(1)).DELETE();
        headers.of(null, used).forEach(builder::setHeader);
        try {
            http.send(builder.build(), HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            // it forgets the session by itself
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
