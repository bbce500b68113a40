package dewey.transports;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** One thread that waits for the sockets of many upstreams, and on which all they bring is taken. */
final class SocketLoop implements Runnable, Executor {
    private static final Logger LOG = System.getLogger(SocketLoop.class.getName());
    private static final int BUFFER_BYTES = 64 << 10;
    private static final long LOOK_MS = 100;

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final Set<FramedWire> watched = new HashSet<>();
    private volatile boolean stopped;

    SocketLoop() throws IOException {
        selector = Selector.open();
    }

    @Override
    public void run() {
        try (selector) {
            try {
                waitForSockets();
            } finally {
                stopped = true;
                closeAll();
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "The sockets of upstreams are not waited for any more", e);
        }
        // whatever was to be opened hears that it cannot be
        runTasks();
    }

    private void waitForSockets() throws IOException {
        while (!stopped) {
            selector.select(SocketLoop::tell, watched.isEmpty() ? 0 : LOOK_MS);
            long now = System.nanoTime();
            watched.removeIf(socket -> !socket.isStillWatched(now));
            runTasks();
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            run(task);
        }
    }

    private void closeAll() {
        for (SelectionKey key : selector.keys()) {
            try {
                key.channel().close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "A socket could not be closed", e);
            }
        }
    }

    private static void tell(SelectionKey key) {
        FramedWire wire = (FramedWire) key.attachment();
        try {
            wire.ready(key);
        } catch (RuntimeException | Error e) {
            // the others must be waited for all the same, also when there was no memory for one of them
            LOG.log(Level.ERROR, "What an upstream brought was not taken", e);
            wire.fail(e);
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A socket of an upstream was not opened", e);
        }
    }

    /** Runs {@code task} on the loop's thread, soon. */
    @Override
    public void execute(Runnable task) {
        if (stopped) {
            throw new RejectedExecutionException("the application is stopping");
        }
        tasks.add(task);
        selector.wakeup();
    }

    /** Has {@code socket} asked ten times a second whether its time is over, until it says no. On the loop's thread. */
    void watch(FramedWire socket) {
        watched.add(socket);
    }

    Selector selector() {
        return selector;
    }

    /** Has it look again at what its keys wait for, after another thread has changed that. */
    void lookAgain() {
        selector.wakeup();
    }

    /** For what is being read, on the loop's thread and until the next socket is. */
    byte[] buffer() {
        return buffer;
    }

    boolean hasStopped() {
        return stopped;
    }

    void stop() {
        stopped = true;
        selector.wakeup();
    }
}
