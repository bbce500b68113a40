package dewey.threads;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** Work that may wait, done by a worker every so often; it is left out while the time before is not over yet. */
public final class RegularWork implements AutoCloseable {
    private final Runnable work;
    private final Workers workers;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private final ScheduledFuture<?> looks;

    /** @param work must not fail */
    public RegularWork(Clock clock, Workers workers, long milliseconds, Runnable work) {
        this.work = work;
        this.workers = workers;
        looks = clock.every(milliseconds, this::soon);
    }

    /** Does it now, too, unless it is under way. */
    public void soon() {
        if (underWay.compareAndSet(false, true)) {
            try {
                workers.run(this::once);
            } catch (RejectedExecutionException e) {
                underWay.set(false);
            }
        }
    }

    private void once() {
        try {
            work.run();
        } finally {
            underWay.set(false);
        }
    }

    /** Nothing is begun any more; what is under way goes on. */
    @Override
    public void close() {
        looks.cancel(false);
    }
}
