package dewey.websocket;

import dewey.jsonrpc.Incoming;
import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcException;
import dewey.jsonrpc.JsonRpcReader;
import dewey.jsonrpc.JsonRpcWriter;
import dewey.jsonrpc.Message;
import dewey.mcp.Answer;
import dewey.mcp.Exchange;
import dewey.mcp.McpServer;
import dewey.mcp.McpSession;
import dewey.mcp.Reply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * The messages that one socket has received and that are not answered yet: bounded, read in the order of their arrival.
 *
 * <p>One thread at a time holds the reading of this inbox: the container's when the message is short, since reading it takes less than
 * handing it over, else a worker. It answers what is quick on the spot. Tools run on workers, and before a worker runs one it passes the
 * reading on, if more has arrived; so a slow call delays no other.
 * Calls with the same ordering key (storing into one conversation) form a lane in which one runs at a time; a batch goes in the lanes of
 * all its calls.
 */
final class Inbox {
    /** So many characters are read in some 20 µs; to wake a worker takes about as long. */
    private static final int SHORT = 8 << 10;

    private final McpServer server;
    private final McpSession session;
    private final Executor workers;
    private final Consumer<String> answers;
    private final Reply reply;
    private final Bounds bounds;

    private final Deque<String> texts = new ArrayDeque<>();
    private final Deque<Job> ready = new ArrayDeque<>();
    /** Who goes in each, whoever runs first. */
    private final Map<String, Deque<Job>> lanes = new HashMap<>();

    private boolean reading;
    private boolean closed;
    private int running;
    private int heldMessages;
    private long heldBytes;

    Inbox(McpServer server, McpSession session, Executor workers, Consumer<String> answers, Bounds bounds) {
        this.server = server;
        this.session = session;
        this.workers = workers;
        this.answers = answers;
        reply = new SocketReply(answers, answers);
        this.bounds = bounds;
    }

    /** @param concurrent how many calls run at once; {@code messages} and {@code bytes} bound what is not answered yet */
    record Bounds(int messages, long bytes, int concurrent) {}

    /**
     * Takes a message and returns at once.
     *
     * @return false when the bounds are exceeded: the peer sends faster than it can be served
     */
    boolean add(String text) {
        int bytes = Utf8.length(text);
        synchronized (this) {
            if (closed) {
                return true;
            }
            boolean full = heldMessages >= bounds.messages() || heldBytes + bytes > bounds.bytes();
            if (full && heldMessages > 0) {
                return false;
            }
            texts.add(text);
            heldMessages++;
            heldBytes += bytes;
            if (reading) {
                return true;
            }
            reading = true;
        }
        if (text.length() <= SHORT) {
            readHere();
        } else {
            workers.execute(this::read);
        }
        return true;
    }

    /** Reads on the container's thread, and answers what is quick; only what may wait costs a hand-over. */
    private void readHere() {
        for (String text = nextText(); text != null; text = nextText()) {
            Job job = begin(text);
            if (job == null) {
                release(Utf8.length(text));
            } else if (admit(job)) {
                workers.execute(() -> run(job));
            }
        }
    }

    /** Drops what has not begun; what runs is cancelled by its session. */
    synchronized void close() {
        closed = true;
        texts.clear();
        ready.clear();
        lanes.clear();
    }

    /** Whether everything that came in is answered. */
    synchronized boolean isIdle() {
        return heldMessages == 0 || closed;
    }

    private void read() {
        for (String text = nextText(); text != null; text = nextText()) {
            Job job = begin(text);
            if (job == null) {
                release(Utf8.length(text));
            } else if (admit(job)) {
                boolean passedOn = passOn();
                run(job);
                if (passedOn) {
                    return;
                }
            }
        }
    }

    private synchronized String nextText() {
        String text = texts.poll();
        if (text == null) {
            reading = false;
        }
        return text;
    }

    /** Gives the reading away before a call that may wait; false when it stays here, because no worker can be had any more. */
    private boolean passOn() {
        synchronized (this) {
            if (texts.isEmpty()) {
                reading = false;
                return true;
            }
        }
        try {
            workers.execute(this::read);
            return true;
        } catch (RejectedExecutionException stopping) {
            return false;
        }
    }

    /** Reads a message; what needs no waiting is done at once, and for the rest there is a job. */
    private Job begin(String text) {
        Incoming incoming = JsonRpcReader.read(text);
        if (incoming instanceof Incoming.Single single) {
            Optional<Exchange> exchange = open(single.message(), reply, answers);
            if (exchange.filter(Exchange::isQuick).isPresent()) {
                exchange.get().run();
                return null;
            }
            return exchange.map(call -> new Job(Utf8.length(text), keys(call), call::run))
                    .orElse(null);
        }
        return beginBatch(Utf8.length(text), ((Incoming.Batch) incoming).messages());
    }

    private Job beginBatch(int size, List<Message> messages) {
        if (!server.allowsBatches(session)) {
            JsonRpcError error = JsonRpcError.invalidRequest("batches belong to revision 2025-03-26 only");
            answers.accept(JsonRpcWriter.error(null, error));
            return null;
        }
        List<String> together = new ArrayList<>();
        List<Exchange> exchanges = new ArrayList<>();
        Reply collecting = new SocketReply(answers, together::add);
        messages.forEach(message -> open(message, collecting, together::add).ifPresent(exchanges::add));
        List<String> keys = exchanges.stream()
                .map(Inbox::keys)
                .flatMap(List::stream)
                .distinct()
                .toList();
        return new Job(size, keys, () -> {
            exchanges.forEach(Exchange::run);
            if (!together.isEmpty()) {
                answers.accept(JsonRpcWriter.batch(together));
            }
        });
    }

    /** Opens a request; takes everything else, with an error to {@code refusals} where one is due. */
    private Optional<Exchange> open(Message message, Reply answerer, Consumer<String> refusals) {
        if (message instanceof Message.Request request) {
            try {
                return Optional.of(server.open(session, request, answerer));
            } catch (JsonRpcException refused) {
                refusals.accept(JsonRpcWriter.error(request.id(), refused.error()));
            }
        } else if (message instanceof Message.Notification notification) {
            server.notice(session, notification);
        } else if (message instanceof Message.Malformed malformed) {
            refusals.accept(JsonRpcWriter.error(malformed.id(), malformed.error()));
        } else if (message instanceof Message.Response response) {
            server.respond(session, response);
        }
        return Optional.empty();
    }

    private static List<String> keys(Exchange exchange) {
        return exchange.orderingKey().map(List::of).orElse(List.of());
    }

    /** Whether the job may run now; otherwise it waits in its lanes or for its turn. */
    private synchronized boolean admit(Job job) {
        if (closed) {
            return true;
        }
        job.lanes().forEach(key -> lanes.computeIfAbsent(key, unused -> new ArrayDeque<>(2))
                .add(job));
        if (!isFirst(job)) {
            return false;
        }
        if (running >= bounds.concurrent()) {
            ready.add(job);
            return false;
        }
        running++;
        return true;
    }

    private boolean isFirst(Job job) {
        return job.lanes().stream().allMatch(key -> lanes.get(key).peek() == job);
    }

    private void run(Job first) {
        for (Job job = first; job != null; job = finished(job)) {
            job.work().run();
        }
    }

    /** Makes room, and takes over the next job that may run. */
    private synchronized Job finished(Job job) {
        release(job.size());
        running--;
        leave(job).stream().filter(this::isFirst).forEach(ready::add);
        Job next = ready.poll();
        if (next != null) {
            running++;
        }
        return next;
    }

    /** Who comes behind it in its lanes, each once. */
    private Set<Job> leave(Job job) {
        Set<Job> next = new LinkedHashSet<>();
        for (String key : job.lanes()) {
            Deque<Job> lane = lanes.get(key);
            // none once it is closed
            if (lane != null) {
                lane.remove();
                if (lane.isEmpty()) {
                    lanes.remove(key);
                } else {
                    next.add(lane.peek());
                }
            }
        }
        return next;
    }

    private synchronized void release(int size) {
        heldMessages--;
        heldBytes -= size;
    }

    /** One call, or one batch of them, and the lanes that it must keep to. */
    private static final class Job {
        private final int size;
        private final List<String> lanes;
        private final Runnable work;

        Job(int size, List<String> lanes, Runnable work) {
            this.size = size;
            this.lanes = lanes;
            this.work = work;
        }

        int size() {
            return size;
        }

        List<String> lanes() {
            return lanes;
        }

        Runnable work() {
            return work;
        }
    }

    /** What goes before an answer is a message of its own on a socket; the answer may have to wait for the others of its batch. */
    private record SocketReply(Consumer<String> outlet, Consumer<String> answers) implements Reply {
        @Override
        public void message(String text) {
            outlet.accept(text);
        }

        @Override
        public void answer(Answer answer) {
            answers.accept(answer.text());
        }

        @Override
        public void none() {
            // nothing waits for it
        }

        @Override
        public void letGo() {
            // the socket stays
        }
    }
}
