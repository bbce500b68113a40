package dewey.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A port that refuses connections until it is opened, and then leads to another: a database that comes up late, or goes away. */
public final class Forwarder implements AutoCloseable {
    private final int target;
    private final int port;
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger confirmationsToTheLost = new AtomicInteger();
    private volatile boolean closesBehindIt;

    Forwarder(int target) throws IOException {
        this.target = target;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    public void open() throws IOException {
        ServerSocket door = new ServerSocket();
        closesBehindIt = false;
        door.setReuseAddress(true);
        door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        open.add(door);
        run(() -> {
            while (true) {
                Socket near = door.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                open.addAll(List.of(near, far));
                pipe(near, far);
                answers(far, near);
            }
        });
    }

    /** The next commit is made, and in place of its confirmation the connection ends. */
    public void loseTheNextConfirmation() {
        loseConfirmation(1);
    }

    /** The same of a later one, counted from now on. */
    public void loseConfirmation(int which) {
        confirmationsToTheLost.set(which);
    }

    /** And the door is closed behind it, until it is opened again. */
    public void refuseConnectionsAfterThat() {
        closesBehindIt = true;
    }

    /** Whether the confirmation that was to be lost is still to come. */
    public boolean isToLoseOne() {
        return confirmationsToTheLost.get() > 0;
    }

    void openAfter(Duration delay) {
        run(() -> {
            Thread.sleep(delay.toMillis());
            open();
        });
    }

    @Override
    public void close() {
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void pipe(Socket from, Socket to) {
        run(() -> {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            }
        });
    }

    private void answers(Socket from, Socket to) {
        run(() -> {
            try (from;
                    to) {
                byte[] bytes = new byte[1 << 16];
                for (int n = from.getInputStream().read(bytes);
                        n > 0;
                        n = from.getInputStream().read(bytes)) {
                    if (new String(bytes, 0, n, StandardCharsets.ISO_8859_1).contains("COMMIT\0")
                            && confirmationsToTheLost.getAndUpdate(left -> Math.max(0, left - 1)) == 1) {
                        if (closesBehindIt) {
                            close();
                        }
                        return;
                    }
                    to.getOutputStream().write(bytes, 0, n);
                }
            }
        });
    }

    private static void run(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException | InterruptedException e) {
                // one side was closed: so is this pipe
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private interface Task {
        void run() throws IOException, InterruptedException;
    }
}
