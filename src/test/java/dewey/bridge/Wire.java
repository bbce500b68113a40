package dewey.bridge;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A wire to a server that can be cut: connections through it break, and later ones go through again. */
final class Wire implements Closeable {
    private final ServerSocket door;
    private final URI server;
    private final Queue<Socket> ends = new ConcurrentLinkedQueue<>();

    private Wire(ServerSocket door, URI server) {
        this.door = door;
        this.server = server;
    }

    static Wire to(URI server) throws IOException {
        Wire wire = new Wire(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), server);
        daemon(wire::accept);
        return wire;
    }

    int port() {
        return door.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = door.accept();
                Socket far = new Socket(server.getHost(), server.getPort());
                ends.add(near);
                ends.add(far);
                daemon(() -> pass(near, far));
                daemon(() -> pass(far, near));
            }
        } catch (IOException closed) {
            cut();
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException cut) {
            // the other direction ends, too
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    /** Breaks all connections. */
    void cut() {
        for (Socket end = ends.poll(); end != null; end = ends.poll()) {
            try {
                end.close();
            } catch (IOException e) {
                // it is broken
            }
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }
}
