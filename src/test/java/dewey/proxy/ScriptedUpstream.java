package dewey.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A WebSocket server that does just what its test says, right or wrong. */
public final class ScriptedUpstream implements AutoCloseable {
    private final ServerSocket listener;
    private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();

    public ScriptedUpstream(int port) {
        listener = bound(port);
        Thread acceptor = new Thread(this::accept, "scripted-upstream");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** Some other connection may have the port as its own for a moment. */
    private static ServerSocket bound(int port) {
        for (int attempt = 1; ; attempt++) {
            try {
                ServerSocket socket = new ServerSocket();
                socket.setReuseAddress(true);
                socket.setReceiveBufferSize(64 << 10);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
                return socket;
            } catch (IOException e) {
                if (attempt == 50) {
                    throw new UncheckedIOException(e);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    private void accept() {
        try {
            while (true) {
                accepted.add(listener.accept());
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    /** Where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    /** The next connection, before anything was said on it. */
    public Socket connection() throws InterruptedException {
        Socket next = accepted.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nobody connects");
        }
        return next;
    }

    /** The next connection, whenever it comes. */
    Socket connectionSomeTime() throws InterruptedException {
        return accepted.take();
    }

    /** The next connection, with its handshake done; agrees to whatever subprotocol is offered. */
    public ScriptedSession session() throws Exception {
        return ScriptedSession.handshake(connection(), true);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket = accepted.poll(); socket != null; socket = accepted.poll()) {
            socket.close();
        }
    }
}
