package dewey.transports;

import dewey.upstreams.Payload;
import dewey.upstreams.StrictUtf8;
import dewey.upstreams.Upstream.StdioUpstream;
import dewey.upstreams.UpstreamSession;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * A session with a process of its own, which reads messages as lines and writes them as lines (MCP, stdio transport).
 *
 * <p>Three threads wait for its three streams, and a fourth for its end. It is asked to end by closing its input, then by a signal,
 * and then it is killed, with all that it has started. Until nothing of it is left, {@link Listener#closed} is not told.
 *
 * <pre>
 * starting ──► running ──close, exit, lost──► ending: input closed ─2 s─► terminated ─2 s─► killed ──► closed
 *     └──cannot start──► unreachable               └──────────────cut──────────────────┘
 * </pre>
 */
public final class StdioUpstreamSession implements UpstreamSession {
    private static final System.Logger LOG = System.getLogger(StdioUpstreamSession.class.getName());
    private static final Duration REST_OF_OUTPUT = Duration.ofMillis(500);
    private static final long LOOK_NANOS = 5_000_000_000L;
    private static final int MOST_UNTOLD = 16;
    private static final int LONGEST_ERROR_LINE = 8192;
    private static final int LOST = 1006;

    private final StdioUpstream upstream;
    private final ThreadFactory threads;
    private final InOrder told;
    private final ProcessInput input = new ProcessInput();
    private final Semaphore untold = new Semaphore(MOST_UNTOLD);
    private volatile boolean cut;

    // guarded by this
    private boolean paused;
    private Ending ending;
    private Process process;
    private ProcessTree tree;
    private Thread output;

    /** @param reason null where the process's exit code says it */
    private record Ending(int code, String reason) {}

    public StdioUpstreamSession(StdioUpstream upstream, ThreadFactory threads, Listener listener) {
        this.upstream = upstream;
        this.threads = threads;
        this.told = new InOrder(listener);
    }

    /** Starts the process; {@link Listener#opened} or {@link Listener#unreachable} follows. */
    public void open() {
        run(this::startAndWrite);
    }

    @Override
    public void send(Payload message) {
        if (!(message instanceof Payload.Text text)) {
            end(new Ending(1003, "the upstream takes text only"));
            return;
        }
        Optional<String> line = OneLine.of(text.text());
        if (line.isEmpty()) {
            told.unanswered(null, "the message was not sent: a string of it holds a line end");
            return;
        }
        if (!input.add(line.get())) {
            end(new Ending(LOST, "the upstream process does not read"));
        }
    }

    @Override
    public long waitingBytes() {
        return input.waitingBytes();
    }

    @Override
    public Duration stalledFor(long now) {
        return input.stalledFor(now);
    }

    @Override
    public synchronized void pause() {
        paused = true;
    }

    @Override
    public synchronized void resume() {
        paused = false;
        notifyAll();
    }

    @Override
    public void close(int code, String reason) {
        end(new Ending(code, reason));
    }

    @Override
    public boolean hasEnded() {
        return told.hasEnded();
    }

    @Override
    public void cut() {
        ProcessTree started;
        synchronized (this) {
            cut = true;
            started = tree;
        }
        try {
            end(new Ending(LOST, "the session was cut"));
        } finally {
            // also when there are no threads any more, because the application is being stopped
            if (started != null) {
                started.destroyForcibly();
            }
        }
    }

    private void startAndWrite() {
        Process started;
        try {
            started = start(ProcessEnvironment.of(upstream));
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "A process could not be started", e);
            synchronized (this) {
                ending = new Ending(LOST, null);
            }
            told.unreachable("the upstream's command could not be started");
            return;
        }
        if (started == null) {
            told.closed(ending().code(), ending().reason());
            return;
        }
        told.opened("");
        outputThread().start();
        run(this::readErrors);
        started.onExit().thenRun(() -> end(new Ending(LOST, null)));
        write(started);
    }

    /** Null when the session has been ended before. */
    private synchronized Process start(ProcessBuilder builder) throws IOException {
        if (ending != null) {
            return null;
        }
        process = builder.start();
        tree = new ProcessTree(process);
        output = threads.newThread(this::readMessages);
        return process;
    }

    private void write(Process started) {
        try {
            input.writeTo(started.getOutputStream(), told::taken);
        } catch (IOException e) {
            lost(started, "the upstream process closed its input");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cut();
        }
    }

    private void readMessages() {
        Process started = process();
        ProcessOutput lines =
                new ProcessOutput(started.getInputStream(), upstream.limits().maxMessageBytes());
        long lookedAt = System.nanoTime() - LOOK_NANOS;
        try {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                awaitOpen();
                if (line.get().tooLong()) {
                    end(new Ending(1009, new AnswerTooLarge(upstream.limits().maxMessageBytes()).getMessage()));
                    return;
                }
                if (System.nanoTime() - lookedAt >= LOOK_NANOS) {
                    tree().look();
                    lookedAt = System.nanoTime();
                }
                tell(StrictUtf8.decode(line.get().bytes()));
            }
            lost(started, "the upstream process closed its output");
        } catch (CharacterCodingException e) {
            end(new Ending(1007, PlainWords.of(e)));
        } catch (IOException e) {
            lost(started, "the upstream process closed its output");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cut();
        }
    }

    /** Not a few servers print a greeting or a warning where only messages belong. */
    private void tell(String line) throws InterruptedException {
        String bare = line.strip();
        if (bare.isEmpty()) {
            return;
        }
        untold.acquire();
        if (bare.startsWith("{") || bare.startsWith("[")) {
            told.received(new Payload.Text(line));
        } else {
            told.errorLine(line.length() <= LONGEST_ERROR_LINE ? line : line.substring(0, LONGEST_ERROR_LINE) + "…");
        }
        told.afterwards(untold::release);
    }

    private void readErrors() {
        ProcessOutput lines = new ProcessOutput(process().getErrorStream(), LONGEST_ERROR_LINE);
        try {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                untold.acquire();
                String text = new String(line.get().bytes(), StandardCharsets.UTF_8);
                told.errorLine(line.get().tooLong() ? text + "…" : text);
                told.afterwards(untold::release);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "The standard error of an upstream process is lost", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void awaitOpen() throws InterruptedException {
        while (paused && ending == null) {
            wait();
        }
    }

    /** One of its streams is closed; most often because it is just ending, and then its exit code says more. */
    private void lost(Process started, String reason) {
        try {
            started.waitFor(REST_OF_OUTPUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end(new Ending(LOST, started.isAlive() ? reason : null));
    }

    private void end(Ending how) {
        boolean started;
        synchronized (this) {
            if (ending != null) {
                return;
            }
            ending = how;
            started = process != null;
            notifyAll();
        }
        input.end();
        if (started) {
            run(this::finish);
        }
    }

    private void finish() {
        ProcessTree all = tree();
        try {
            all.end(() -> cut);
            outputThread().join(REST_OF_OUTPUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            all.destroyForcibly();
        }
        Process ended = process();
        String exit = ended.isAlive()
                ? "the upstream process cannot be ended"
                : "the upstream process ended with exit code " + ended.exitValue();
        Ending how = ending();
        told.closed(how.code(), how.reason() == null ? exit : how.reason());
    }

    private void run(Runnable work) {
        threads.newThread(work).start();
    }

    private synchronized Ending ending() {
        return ending;
    }

    private synchronized Process process() {
        return process;
    }

    private synchronized ProcessTree tree() {
        return tree;
    }

    private synchronized Thread outputThread() {
        return output;
    }
}
