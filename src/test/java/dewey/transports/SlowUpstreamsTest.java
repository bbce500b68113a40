package dewey.transports;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.proxy.ScriptedSession;
import dewey.redaction.Redacting;
import dewey.upstreams.Addresses;
import dewey.upstreams.Payload.Text;
import dewey.upstreams.Upstream;
import dewey.upstreams.UpstreamSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Upstreams that read a long message slowly, but do read: none of them is one that has stalled. */
@Timeout(60)
class SlowUpstreamsTest {
    private static final int PIECE = 64 << 10;
    private static final String LONG = "{\"jsonrpc\":\"2.0\",\"method\":\"" + "x".repeat(16 << 20) + "\"}";
    private static final Duration ALL_OF_IT = Duration.ofMillis(2_500);
    private static final Duration A_PIECE = Duration.ofMillis(1_200);

    private final ExecutorService executor = Executors.newFixedThreadPool(8);
    private final HttpClients clients = new HttpClients(executor);
    private final Addresses addresses = new Addresses(List.of());
    private final FramedWires wires =
            new FramedWires(new JdkWires(clients, addresses), addresses, executor, Thread::new);
    private final Upstream.Limits limits =
            new Upstream.Limits(Duration.ofSeconds(5), Duration.ZERO, 32 << 20, true, Redacting.STANDARD);
    private final Heard heard = new Heard();
    private ServerSocket door;

    @BeforeEach
    void open() throws IOException {
        door = new ServerSocket();
        // small, so that the sender soon feels how slowly is read
        door.setReceiveBufferSize(8 * PIECE);
        door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void stop() throws IOException {
        door.close();
        wires.stop();
        executor.shutdownNow();
    }

    @Test
    void overWebSocketWithOwnFrames() throws Exception {
        WebSocketUpstreamSession session = new WebSocketUpstreamSession(
                new Upstream.WebSocketUpstream("one", url("ws"), Map.of(), limits),
                "",
                "hop",
                wires,
                new WebSocketUpstreamSession.Timing(Duration.ofMinutes(1), Duration.ofSeconds(1)),
                heard);
        try (Socket socket = door.accept();
                ScriptedSession server = ScriptedSession.handshake(socket, true)) {
            assertThat(server.header("host")).isNotNull();
            session.send(new Text(LONG));

            assertNeverStalled(readSlowly(socket, session::stalledFor));
        } finally {
            session.cut();
        }
    }

    @Test
    void overHttp() throws Exception {
        UpstreamSession session = openOverHttp();
        session.send(new Text(LONG));
        try (Socket socket = door.accept()) {
            assertNeverStalled(readSlowly(socket, session::stalledFor));
        } finally {
            session.cut();
        }
    }

    private UpstreamSession openOverHttp() {
        HttpUpstreamSession session = new HttpUpstreamSession(
                new Upstream.HttpUpstream("one", url("http"), Map.of(), limits), "hop", clients, addresses, heard);
        session.open();
        return session;
    }

    @Test
    void processes() throws Exception {
        ProcessInput input = new ProcessInput();
        SlowPipe pipe = new SlowPipe();
        input.add(LONG);
        input.end();
        executor.submit(() -> {
            input.writeTo(pipe, () -> {});
            return null;
        });

        Duration longest = Duration.ZERO;
        long begun = System.nanoTime();
        while (!pipe.closed) {
            longest = longer(longest, input.stalledFor(System.nanoTime()));
            TimeUnit.MILLISECONDS.sleep(1);
        }

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(ALL_OF_IT);
        assertNeverStalled(longest);
    }

    private URI url(String scheme) {
        return URI.create(scheme + "://127.0.0.1:" + door.getLocalPort() + "/");
    }

    /** For how long the session has said at most that nothing was taken. */
    private static Duration readSlowly(Socket socket, LongFunction<Duration> stalledFor) throws Exception {
        socket.setSoTimeout(5_000);
        InputStream in = socket.getInputStream();
        Duration longest = Duration.ZERO;
        long begun = System.nanoTime();
        for (int left = LONG.length(); left > 0; left -= in.readNBytes(Math.min(left, PIECE)).length) {
            TimeUnit.MILLISECONDS.sleep(10);
            longest = longer(longest, stalledFor.apply(System.nanoTime()));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(ALL_OF_IT);
        return longest;
    }

    private static void assertNeverStalled(Duration longest) {
        assertThat(longest).isPositive().isLessThan(A_PIECE);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** What a process reads at six mebibytes a second. */
    private static final class SlowPipe extends OutputStream {
        private volatile boolean closed;

        @Override
        public void write(int octet) {
            throw new UnsupportedOperationException("one by one would take for ever");
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                TimeUnit.MILLISECONDS.sleep(10L * length / PIECE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
