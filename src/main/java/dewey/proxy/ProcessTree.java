package dewey.proxy;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A process and those that it has started. They must be looked for while their parents live: afterwards nothing tells whose they
 * were.
 */
final class ProcessTree {
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

    void destroy() {
        look();
        process.destroy();
        known().forEach(ProcessHandle::destroy);
    }

    void destroyForcibly() {
        look();
        process.destroyForcibly();
        known().forEach(ProcessHandle::destroyForcibly);
    }

    /** Waits until none of them is left. */
    boolean awaitEnd(Duration patience) throws InterruptedException {
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
