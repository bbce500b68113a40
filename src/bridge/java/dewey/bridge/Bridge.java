package dewey.bridge;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Passes messages on, both ways, and keeps the session when the server goes and comes again.
 *
 * <pre>
 *  away ──opened()──► (greeting: initialize again, its answer is swallowed) ──► up ──lost()──► away
 * </pre>
 *
 * Everything happens on one thread. A request that was sent and whose server was lost gets one error, and is never sent again; one that
 * could not be sent waits, for a bounded time and in a bounded queue.
 */
final class Bridge {
    private static final int MOST_WAITING = 1000;
    private static final long MOST_WAITING_CHARACTERS = 32L << 20;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long FIRST_DELAY_MS = 250;
    private static final long LONGEST_DELAY_MS = 10_000;

    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "bridge");
        thread.setDaemon(true);
        return thread;
    });
    private final PrintStream client;
    private final PrintStream diagnostics;
    private final Link link;

    private final Set<String> open = new LinkedHashSet<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private long waitingCharacters;
    private boolean up;
    private boolean connecting;
    private boolean finishing;
    private int failures;
    private Message initialize;
    private Message initialized;
    private String initializing;
    private String greeting;

    private record Waiting(Message message, long since) {}

    /** @param way makes the way to the server */
    Bridge(PrintStream client, PrintStream diagnostics, Function<Bridge, Link> way) {
        this.client = client;
        this.diagnostics = diagnostics;
        link = way.apply(this);
    }

    void start() {
        run(this::connect);
        loop.scheduleWithFixedDelay(this::dropOverdue, 1, 1, TimeUnit.SECONDS);
    }

    /** The client has said something. */
    void said(String line) {
        run(() -> {
            Message message;
            try {
                message = Message.of(line);
            } catch (IllegalArgumentException e) {
                say("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32700,\"message\":\"Parse error: " + e.getMessage()
                        + "\"}}");
                return;
            }
            if (up) {
                forward(message);
            } else {
                queue(message);
            }
        });
    }

    /** The client has said all: what is open is waited for, for at most so long. */
    void finish(long patienceMs) throws InterruptedException {
        run(() -> {
            finishing = true;
            doneIfIdle();
        });
        done.await(patienceMs, TimeUnit.MILLISECONDS);
        close();
    }

    void close() {
        link.close();
        loop.shutdownNow();
    }

    /** The way to the server is there. */
    void opened() {
        run(() -> {
            connecting = false;
            if (initialize != null && link.isForgotten()) {
                greeting = initialize.id().orElseThrow();
                link.send(initialize);
            } else {
                ready();
            }
        });
    }

    private void ready() {
        if (failures > 0) {
            note("connected");
        }
        failures = 0;
        up = true;
        while (up && !waiting.isEmpty()) {
            Message next = waiting.remove().message();
            waitingCharacters -= next.size();
            forward(next);
        }
        doneIfIdle();
    }

    /** The server has said something. */
    void received(Message message) {
        run(() -> {
            List<String> answers = message.answers();
            if (greeting != null && answers.contains(greeting)) {
                greeting = null;
                if (message.isError()) {
                    gone("the server refused to begin the session again");
                    return;
                }
                if (initialized != null) {
                    link.send(initialized);
                }
                ready();
                return;
            }
            if (initializing != null && answers.contains(initializing)) {
                if (message.isError()) {
                    initialize = null;
                }
                initializing = null;
            }
            // what was answered by an error already is not answered again
            if (answers.isEmpty() || open.removeAll(answers)) {
                say(message.text());
            }
            doneIfIdle();
        });
    }

    /** There will be no answer to these requests. */
    void unanswered(Message message, String reason) {
        run(() -> {
            if (greeting != null && message.requests().contains(greeting)) {
                gone(reason);
                return;
            }
            for (String id : message.requests()) {
                refuse(id, reason);
            }
            doneIfIdle();
        });
    }

    /** A request was taken back in a way that the server knows of: there is no answer to come. */
    void takenBack(String id) {
        run(() -> {
            open.remove(id);
            doneIfIdle();
        });
    }

    /** The server is gone, with all that was sent to it. */
    void lost(String reason) {
        run(() -> {
            for (String id : List.copyOf(open)) {
                refuse(id, reason + "; whether the request was carried out is not known");
            }
            gone(reason);
        });
    }

    /** This message did not reach the server: it waits until the server is there again. */
    void unsent(Message message, String reason) {
        run(() -> {
            message.requests().forEach(open::remove);
            if (greeting == null || !message.requests().contains(greeting)) {
                waiting.addFirst(new Waiting(message, System.nanoTime()));
                waitingCharacters += message.size();
            }
            gone(reason);
        });
    }

    private void gone(String reason) {
        greeting = null;
        up = false;
        if (initializing != null) {
            initializing = null;
            initialize = null;
        }
        if (connecting) {
            return;
        }
        connecting = true;
        long delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS << Math.min(failures, 10));
        if (failures++ == 0) {
            note(reason + "; trying again");
        }
        // so that the clients of a server that comes back do not come all at once
        long jittered = delay / 2 + ThreadLocalRandom.current().nextLong(delay / 2 + 1);
        loop.schedule(link::open, jittered, TimeUnit.MILLISECONDS);
    }

    private void connect() {
        connecting = true;
        link.open();
    }

    private void forward(Message message) {
        open.addAll(message.requests());
        if (message.is("initialize")) {
            initialize = message;
            initializing = message.id().orElse(null);
        } else if (message.is("notifications/initialized")) {
            initialized = message;
        }
        link.send(message);
    }

    private void queue(Message message) {
        if (waiting.size() >= MOST_WAITING || waitingCharacters + message.size() > MOST_WAITING_CHARACTERS) {
            message.requests().forEach(id -> refuse(id, "the server is away, and too much waits for it already"));
            return;
        }
        waiting.add(new Waiting(message, System.nanoTime()));
        waitingCharacters += message.size();
    }

    private void dropOverdue() {
        long now = System.nanoTime();
        while (!up && !waiting.isEmpty() && now - waiting.peek().since() > PATIENCE_NANOS) {
            Message overdue = waiting.remove().message();
            waitingCharacters -= overdue.size();
            overdue.requests().forEach(id -> refuse(id, "the server cannot be reached"));
        }
        doneIfIdle();
    }

    private void refuse(String id, String reason) {
        open.remove(id);
        say(Message.error(id, reason));
    }

    private void doneIfIdle() {
        if (finishing && open.isEmpty() && waiting.isEmpty()) {
            done.countDown();
        }
    }

    private void say(String message) {
        client.print(message + "\n");
        client.flush();
        if (client.checkError()) {
            note("the client is gone");
            Runtime.getRuntime().halt(1);
        }
    }

    void note(String text) {
        diagnostics.println("dewey-stdio: " + text);
    }

    private void run(Runnable work) {
        try {
            loop.execute(work);
        } catch (RejectedExecutionException ended) {
            // nothing matters any more
        }
    }
}
