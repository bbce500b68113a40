package dewey.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket server that does just what its test says, right or wrong. */
final class ScriptedUpstream implements AutoCloseable {
    private final ServerSocket listener;
    private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();

    ScriptedUpstream(int port) {
        try {
            listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.setReceiveBufferSize(64 << 10);
            listener.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread acceptor = new Thread(this::accept, "scripted-upstream");
        acceptor.setDaemon(true);
        acceptor.start();
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

    /** The next connection, before anything was said on it. */
    Socket connection() throws InterruptedException {
        Socket next = accepted.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nobody connects");
        }
        return next;
    }

    /** The next connection, with its handshake done; agrees to whatever subprotocol is offered. */
    ScriptedSession session() throws Exception {
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
