package dewey.hostile;

import dewey.proxy.ScriptedSession;
import dewey.proxy.ScriptedSession.Frame;
import dewey.proxy.ScriptedUpstream;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The upstream {@code scripted}, sending back whatever it is sent: with it the relay is an echo server. */
final class EchoUpstream implements AutoCloseable {
    static final int PORT = Integer.parseInt(System.getenv("DEWEY_TEST_UPSTREAM_PORT"));

    private final ScriptedUpstream upstream;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "echo-upstream");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger sessions = new AtomicInteger();

    EchoUpstream() {
        this(PORT);
    }

    /** On another port; 0 for a free one. */
    EchoUpstream(int port) {
        upstream = new ScriptedUpstream(port);
        threads.submit(this::accept);
    }

    int port() {
        return upstream.port();
    }

    /** How many sessions there were. */
    int sessions() {
        return sessions.get();
    }

    private Void accept() throws InterruptedException, IOException {
        while (true) {
            try {
                open(upstream.connection());
            } catch (AssertionError nobodyYet) {
                continue;
            }
        }
    }

    private void open(Socket connection) throws IOException {
        try {
            ScriptedSession session = ScriptedSession.handshake(connection, true);
            sessions.incrementAndGet();
            threads.submit(() -> echo(session));
        } catch (Exception goneAgain) {
            connection.close();
        }
    }

    private static Void echo(ScriptedSession session) throws IOException {
        try (session) {
            while (true) {
                Frame frame = session.read();
                session.send(frame.opcode(), frame.payload());
                if (frame.opcode() == ScriptedSession.CLOSE) {
                    return null;
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        upstream.close();
        threads.shutdownNow();
    }
}
