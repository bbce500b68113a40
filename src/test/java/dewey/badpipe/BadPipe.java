package dewey.badpipe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port that leads to another one on this machine, badly: late, slowly, in slices, up to a limit, into a black hole, or not at all.
 *
 * <pre>{@code
 * client ──► BadPipe: forth ──► server
 *        ◄──          back  ◄──
 * }</pre>
 *
 * <p>What is wrong with each direction can be changed at any time, for new connections; what {@link #cut}, {@link #freeze} and {@link
 * #down} do concerns those that are open.
 */
public final class BadPipe implements AutoCloseable {
    private static final int DOOR_MS = 5_000;

    private final int target;
    private final int port;
    private final Set<Passage> open = ConcurrentHashMap.newKeySet();
    private volatile Fault.Kind forth = Fault.none();
    private volatile Fault.Kind back = Fault.none();
    private volatile boolean frozen;
    private ServerSocket door;
    private Thread doorkeeper;

    private BadPipe(int port, int target) throws IOException {
        this.target = target;
        door = bound(port);
        this.port = door.getLocalPort();
        accept(door);
    }

    /** On a free port, to {@code target}. */
    public static BadPipe to(int target) throws IOException {
        return new BadPipe(0, target);
    }

    /** On this port, to {@code target}. */
    public static BadPipe at(int port, int target) throws IOException {
        return new BadPipe(port, target);
    }

    public int port() {
        return port;
    }

    /** What is wrong with what clients send. */
    public BadPipe forth(Fault.Kind fault) {
        forth = fault;
        return this;
    }

    /** What is wrong with what the server sends. */
    public BadPipe back(Fault.Kind fault) {
        back = fault;
        return this;
    }

    /** How many connections are open. */
    public int connections() {
        return open.size();
    }

    /** From now on nothing passes, and nobody is told: packets are dropped. */
    public void freeze() {
        frozen = true;
    }

    /** What was held back passes. */
    public void thaw() {
        frozen = false;
    }

    /** Resets all connections. */
    public void cut() {
        open.forEach(passage -> passage.end(true));
    }

    /** Refuses new connections and resets the open ones. */
    public void down() throws IOException {
        door.close();
        try {
            // until it has left its accept(), the system takes connections
            doorkeeper.join(DOOR_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cut();
    }

    /** Takes connections again. */
    public void up() throws IOException {
        door = bound(port);
        accept(door);
    }

    @Override
    public void close() throws IOException {
        down();
    }

    private static ServerSocket bound(int port) throws IOException {
        ServerSocket door = new ServerSocket();
        door.setReuseAddress(true);
        door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        return door;
    }

    private void accept(ServerSocket from) {
        doorkeeper = run(() -> {
            while (true) {
                Socket near = from.accept();
                try {
                    begin(near);
                } catch (IOException refused) {
                    near.close();
                }
            }
        });
    }

    @SuppressWarnings("resource") // the passage closes both
    private void begin(Socket near) throws IOException {
        Passage passage = new Passage(near, new Socket(InetAddress.getLoopbackAddress(), target));
        open.add(passage);
        run(() -> passage.carry(near, passage.far, forth.begin()));
        run(() -> passage.carry(passage.far, near, back.begin()));
    }

    private static Thread run(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException ended) {
                        // a pipe that is closed has nothing to tell
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "bad-pipe");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    /** One connection through the pipe. */
    private final class Passage {
        private final Socket near;
        private final Socket far;

        Passage(Socket near, Socket far) throws IOException {
            this.near = near;
            this.far = far;
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
        }

        void carry(Socket from, Socket to, Fault fault) throws InterruptedException {
            byte[] data = new byte[16 << 10];
            try {
                InputStream in = from.getInputStream();
                Fault.Next next = Fault.Next.to(to.getOutputStream());
                for (int length = in.read(data); length >= 0; length = in.read(data)) {
                    awaitThaw();
                    fault.pass(data, length, next);
                }
                awaitThaw();
                fault.ended(to);
                to.shutdownOutput();
                if (from.isOutputShutdown()) {
                    end(false);
                }
            } catch (Fault.Broken broken) {
                end(broken.isByReset());
            } catch (IOException lost) {
                end(true);
            }
        }

        private void awaitThaw() throws InterruptedException {
            while (frozen && !near.isClosed()) {
                Thread.sleep(10);
            }
        }

        void end(boolean byReset) {
            if (!open.remove(this)) {
                return;
            }
            for (Socket each : new Socket[] {near, far}) {
                try {
                    if (byReset) {
                        each.setSoLinger(true, 0);
                    }
                    each.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
