package dewey.transports;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A process and those that it has started. They must be looked for while their parents live: afterwards nothing tells whose they
 * were.
 */
public final class ProcessTree {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PATIENCE_WITH_THE_REST = Duration.ofMillis(500);
    private static final long LOOK_AGAIN_MILLIS = 20;

    private final Process process;
    private final Set<ProcessHandle> descendants = new HashSet<>();

    ProcessTree(Process process) {
        this.process = process;
    }

    /** Remembers the descendants of now. */
    synchronized void look() {
        process.descendants().forEach(descendants::add);
        for (ProcessHandle known : List.copyOf(descendants)) {
            known.descendants().forEach(descendants::add);
        }
    }

    /**
     * Waits for their end, asks for it by a signal, and then kills them. When the process itself has ended already, what it has left
     * behind is not given as long.
     *
     * @param atOnce whether to wait no longer
     */
    void end(BooleanSupplier atOnce) throws InterruptedException {
        look();
        boolean alive = process.isAlive();
        boolean gone = !atOnce.getAsBoolean() && alive && awaitEnd(PATIENCE);
        if (!gone) {
            look();
            process.destroy();
            known().forEach(ProcessHandle::destroy);
            gone = !atOnce.getAsBoolean() && awaitEnd(alive ? PATIENCE : PATIENCE_WITH_THE_REST);
        }
        if (!gone) {
            destroyForcibly();
            awaitEnd(PATIENCE);
        }
    }

    void destroyForcibly() {
        look();
        process.destroyForcibly();
        known().forEach(ProcessHandle::destroyForcibly);
    }

    /** Waits until none of them is left. */
    private boolean awaitEnd(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        boolean ended = process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
        // the JDK itself looks for the end of what is no child of its own only once a second
        while (ended && anyRuns() && System.nanoTime() < until) {
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
        return ended && !anyRuns();
    }

    /** One that has ended and only waits to be reaped by init has no command any more. */
    private boolean anyRuns() {
        return known().stream().anyMatch(handle -> handle.info().command().isPresent());
    }

    private synchronized List<ProcessHandle> known() {
        return descendants.stream().filter(ProcessHandle::isAlive).toList();
    }
}
