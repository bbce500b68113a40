package dewey.recording;

import dewey.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all sessions of this node have tapped and is neither stored nor spooled: in memory, in order, bounded. Many put, one takes;
 * putting costs no lock, and a wake-up only when the taker sleeps.
 */
final class Intake {
    /** A group is bounded, so that it can be stored or spooled in a moment. */
    private static final int GROUP_ENTRIES = 2_000;

    private static final long GROUP_WEIGHT = 8L << 20;
    /** What comes within this time after the first is taken with it: fewer, larger transactions and fewer wake-ups. */
    private static final long LINGER_MS = 20;
    /** Only a safety net: whoever puts wakes. */
    private static final long LONGEST_SLEEP_MS = 5_000;

    private final long maxWeight;
    private final int maxEntries;
    private final Queue<Entry> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong weight = new AtomicLong();
    private final AtomicInteger entries = new AtomicInteger();
    private final AtomicLong missed = new AtomicLong();
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean asleep;
    private volatile boolean closed;

    Intake(Settings.Recording settings) {
        this.maxWeight = settings.maxQueuedBytes();
        this.maxEntries = settings.maxQueuedMessages();
    }

    boolean isFull() {
        return weight.get() >= maxWeight || entries.get() >= maxEntries;
    }

    /** Takes it in, whether there is room or not: one message may be larger than all the room there is. */
    void put(Entry entry) {
        entries.incrementAndGet();
        weight.addAndGet(entry.what().weight());
        queue.add(entry);
        if (asleep) {
            asleep = false;
            wake.release();
        }
    }

    /** There was no room for one. */
    void missed() {
        missed.incrementAndGet();
    }

    /** The next group, as soon as there is one; empty when it is closed and all has been taken. */
    List<Entry> take() throws InterruptedException {
        if (queue.isEmpty() && !closed) {
            sleep();
        }
        List<Entry> group = new ArrayList<>();
        long taken = 0;
        for (Entry next = queue.peek();
                next != null && group.size() < GROUP_ENTRIES && taken < GROUP_WEIGHT;
                next = queue.peek()) {
            group.add(queue.remove());
            taken += next.what().weight();
        }
        return group;
    }

    private void sleep() throws InterruptedException {
        while (queue.isEmpty() && !closed) {
            asleep = true;
            // looked at once more: what was put before it could see this sleep would wake nobody
            if (queue.isEmpty() && !closed) {
                wake.tryAcquire(LONGEST_SLEEP_MS, TimeUnit.MILLISECONDS);
            }
            asleep = false;
        }
        wake.drainPermits();
        if (!closed) {
            TimeUnit.MILLISECONDS.sleep(LINGER_MS);
        }
    }

    /** What was taken is safe now, and its room is free. */
    void release(List<Entry> group) {
        long freed = 0;
        for (Entry entry : group) {
            freed += entry.what().weight();
        }
        entries.addAndGet(-group.size());
        weight.addAndGet(-freed);
    }

    /** From now on {@link #take} does not wait. */
    void close() {
        closed = true;
        wake.release();
    }

    boolean isClosed() {
        return closed;
    }

    int entries() {
        return entries.get();
    }

    long weight() {
        return weight.get();
    }

    long missedSoFar() {
        return missed.get();
    }
}
