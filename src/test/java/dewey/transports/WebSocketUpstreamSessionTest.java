package dewey.transports;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.proxy.ScriptedSession;
import dewey.proxy.ScriptedUpstream;
import dewey.redaction.Redacting;
import dewey.security.Hops;
import dewey.upstreams.Addresses;
import dewey.upstreams.Payload;
import dewey.upstreams.Payload.Binary;
import dewey.upstreams.Payload.Text;
import dewey.upstreams.Upstream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both clients, the JDK's and the one whose frames are Dewey's own, at servers that do what the test says. */
@Timeout(60)
class WebSocketUpstreamSessionTest {
    private static final int BOUND = 1 << 20;

    private final ExecutorService executor = Executors.newFixedThreadPool(8);
    private final Heard heard = new Heard();
    private final Addresses addresses = new Addresses(List.of());
    private final JdkWires jdk = new JdkWires(new HttpClients(executor), addresses);
    private final FramedWires framed = new FramedWires(jdk, addresses, executor, Thread::new);

    enum Client {
        JDK,
        FRAMED
    }

    @AfterEach
    void stop() {
        framed.stop();
        executor.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void bringsEveryMessageBothWaysInOrder(Client client) throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(0)) {
            WebSocketUpstreamSession session = open(client, upstream.port(), "mcp");
            // before it is open
            session.send(new Text("first"));
            session.send(new Binary(new byte[] {0, 1, 2}));
            try (ScriptedSession server = upstream.session()) {
                session.send(new Text("žluťoučký 🐎" + "x".repeat(100_000)));
                assertThat(server.header("sec-websocket-protocol")).isEqualTo("mcp");
                assertThat(server.header("x-key")).isEqualTo("secret");
                assertThat(server.header(Hops.HEADER.toLowerCase(Locale.ROOT))).isEqualTo("hop");
                assertThat(server.requestLine()).isEqualTo("GET /a%20b?c=d HTTP/1.1");

                assertThat(server.read().text()).isEqualTo("first");
                assertThat(server.read().payload()).containsExactly(0, 1, 2);
                assertThat(server.read().text()).isEqualTo("žluťoučký 🐎" + "x".repeat(100_000));
                for (int i = 0; i < 100; i++) {
                    server.send("answer " + i);
                }

                assertThat(heard.next()).isEqualTo("opened mcp");
                for (int i = 0; i < 100; i++) {
                    assertThat(heard.next()).isEqualTo("answer " + i);
                }
                session.close(1000, "done");
                ScriptedSession.Frame close = server.read();
                assertThat(close.closeCode()).isEqualTo(1000);
                server.send(ScriptedSession.CLOSE, close.payload());
                assertThat(heard.next()).isEqualTo("closed 1000: done");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void tellsOfTheUpstreamsClose(Client client) throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(0)) {
            open(client, upstream.port(), "");
            try (ScriptedSession server = upstream.session()) {
                server.sendClose(4321, "enough");

                assertThat(heard.next(2)).containsExactly("opened ", "closed 4321: enough");
                assertThat(server.read().closeCode()).isEqualTo(4321);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void tellsWhyThereIsNoWebSocket(Client client) throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(0)) {
            open(client, upstream.port(), "");

            ScriptedSession.refuse(upstream.connection(), "404 Not Found");

            assertThat(heard.next())
                    .isEqualTo("unreachable: the upstream refused the WebSocket handshake with HTTP 404");
        }
    }

    @ParameterizedTest
    @EnumSource
    void tellsThatNobodyListens(Client client) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        open(client, port, "");

        assertThat(heard.next()).isEqualTo("unreachable: the upstream refused the connection");
    }

    @Test
    void triesTheNextAddressWhereNobodyListensAtTheFirst() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(0)) {
            FramedWires several = framedAt("127.0.0.2", "127.0.0.3", "127.0.0.1");
            WebSocketUpstreamSession session = open(several, upstream.port(), "", Duration.ofSeconds(20));
            session.send(new Text("before it is open"));

            try (ScriptedSession server = upstream.session()) {
                assertThat(heard.next()).isEqualTo("opened ");
                assertThat(server.read().text()).isEqualTo("before it is open");
                server.send("answer");
                assertThat(heard.next()).isEqualTo("answer");
            }
            several.stop();
        }
    }

    @Test
    void leavesAnAddressThatDoesNotAnswerTimeForTheNext() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(0)) {
            // of TEST-NET-1, which nobody answers for; a machine without a route says so at once
            FramedWires several = framedAt("192.0.2.1", "127.0.0.1");
            open(several, upstream.port(), "", Duration.ofSeconds(4));

            try (ScriptedSession server = upstream.session()) {
                assertThat(heard.next()).isEqualTo("opened ");
                assertThat(server.requestLine()).startsWith("GET ");
            }
            several.stop();
        }
    }

    @Test
    void tellsOnceThatNobodyListensAtAnyAddress() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        FramedWires several = framedAt("127.0.0.1", "127.0.0.1", "127.0.0.1");

        open(several, port, "", Duration.ofSeconds(20));

        assertThat(heard.next()).isEqualTo("unreachable: the upstream refused the connection");
        heard.staysSilentFor(200);
        several.stop();
    }

    @Test
    void waitsNoLongerForManyAddressesThanForOne() throws Exception {
        FramedWires several = framedAt("192.0.2.1", "192.0.2.2", "192.0.2.3");
        long begun = System.nanoTime();

        open(several, 9, "", Duration.ofMillis(600));

        assertThat(heard.next()).startsWith("unreachable: ");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
        several.stop();
    }

    @ParameterizedTest
    @EnumSource
    void waitsForTheHandshakeAsLongAsItMay(Client client) throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(0)) {
            open(client, upstream.port(), "", Duration.ofMillis(300));
            upstream.connection();

            assertThat(heard.next())
                    .startsWith("unreachable: the upstream did not")
                    .endsWith("in time");
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesAMessageOverTheBound(Client client) throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(0)) {
            open(client, upstream.port(), "");
            try (ScriptedSession server = upstream.session()) {
                server.send("x".repeat(BOUND));
                // the JDK's client counts what has come, the other what is announced
                server.sendBeginning(BOUND + 2, BOUND + 1);

                assertThat(heard.next(2).get(1)).hasSize(BOUND);
                assertThat(heard.next())
                        .isEqualTo("closed 1009: a message of the upstream is larger than 1048576 bytes");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsNothingWhileItIsPaused(Client client) throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(0)) {
            WebSocketUpstreamSession session = open(client, upstream.port(), "");
            try (ScriptedSession server = upstream.session()) {
                server.send("one");
                assertThat(heard.next(2)).containsExactly("opened ", "one");
                session.pause();
                // the JDK's client has asked for one more already
                server.send("two");
                server.send("three");
                TimeUnit.MILLISECONDS.sleep(500);
                assertThat(heard.waiting()).isLessThanOrEqualTo(1);

                session.resume();

                assertThat(heard.next(2)).containsExactly("two", "three");
            }
        }
    }

    /** The JDK's client may tell of a message before it hands over its socket. */
    @Test
    void pausesAWireThatIsOpenBeforeItsClientSaysSo() {
        ToldWire wire = new ToldWire();
        Wires client = (upstream, subprotocol, hops, session) -> {
            session.opened(wire, "");
            return new CompletableFuture<>();
        };
        WebSocketUpstreamSession session = open(client, 1, "", Duration.ofSeconds(20));

        session.pause();

        assertThat(wire.told).containsExactly("pause");
    }

    @ParameterizedTest
    @EnumSource
    void tellsHowLongTheUpstreamDoesNotRead(Client client) throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(0)) {
            WebSocketUpstreamSession session = open(client, upstream.port(), "");
            try (ScriptedSession server = upstream.session()) {
                String text = "x".repeat(BOUND);
                for (int i = 0; i < 20; i++) {
                    session.send(new Text(text));
                }
                TimeUnit.MILLISECONDS.sleep(500);
                assertThat(session.stalledFor(System.nanoTime())).isPositive();
                assertThat(session.waitingBytes()).isGreaterThan(BOUND);

                for (int i = 0; i < 20; i++) {
                    assertThat(server.read().payload()).hasSize(BOUND);
                }
                assertThat(session.waitingBytes()).isZero();
            }
        }
    }

    @Test
    void takesTheAnswerOfTheHandshakeByteByByteAndFramesRightBehindIt() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(0)) {
            open(Client.FRAMED, upstream.port(), "");
            try (ScriptedSession server =
                    ScriptedSession.handshakeInBytes(upstream.connection(), new byte[] {(byte) 0x81, 1, 'x'})) {
                assertThat(heard.next(2)).containsExactly("opened ", "x");
                assertThat(server.requestLine()).startsWith("GET ");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n"
            })
    void refusesAnyOtherAnswer(String answer) throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(0)) {
            open(Client.FRAMED, upstream.port(), "");
            Socket connection = upstream.connection();
            connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));

            assertThat(heard.next()).startsWith("unreachable: the upstream");
            assertThat(endOf(connection)).isTrue();
        }
    }

    @Test
    void refusesAnAnswerWithoutEnd() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(0)) {
            open(Client.FRAMED, upstream.port(), "");
            OutputStream out = upstream.connection().getOutputStream();
            try {
                for (int i = 0; i < 10_000; i++) {
                    out.write("X-Filler: 0123456789\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException cut) {
                // it has heard enough
            }

            assertThat(heard.next())
                    .isEqualTo("unreachable: the upstream's answer to the WebSocket handshake does not end");
        }
    }

    @Test
    void endsAnUpstreamThatBreaksTheProtocol() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(0)) {
            open(Client.FRAMED, upstream.port(), "");
            try (ScriptedSession server = upstream.session()) {
                server.send(3, new byte[0]);

                assertThat(heard.next(2)).containsExactly("opened ", "closed 1006: the connection broke");
                assertThat(server.read().closeCode()).isEqualTo(1002);
            }
        }
    }

    @Test
    void answersPings() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(0)) {
            open(Client.FRAMED, upstream.port(), "");
            try (ScriptedSession server = upstream.session()) {
                server.send(ScriptedSession.PING, new byte[] {1, 2, 3});

                ScriptedSession.Frame pong = server.readFrame();
                assertThat(pong.opcode()).isEqualTo(ScriptedSession.PONG);
                assertThat(pong.payload()).containsExactly(1, 2, 3);
            }
        }
    }

    private static boolean endOf(Socket connection) throws IOException {
        connection.setSoTimeout(10_000);
        try {
            return connection.getInputStream().readAllBytes() != null;
        } catch (IOException reset) {
            return true;
        }
    }

    /** A client that finds these addresses whatever it looks for. */
    private FramedWires framedAt(String... found) {
        Addresses several = new Addresses(List.of()) {
            @Override
            public List<InetAddress> of(URI url) throws UnknownHostException {
                List<InetAddress> all = new ArrayList<>();
                for (String address : found) {
                    all.add(InetAddress.getByName(address));
                }
                return all;
            }
        };
        return new FramedWires(jdk, several, executor, Thread::new);
    }

    private WebSocketUpstreamSession open(Client client, int port, String subprotocol) {
        return open(client, port, subprotocol, Duration.ofSeconds(20));
    }

    private WebSocketUpstreamSession open(Client client, int port, String subprotocol, Duration connectTimeout) {
        return open(client == Client.JDK ? jdk : framed, port, subprotocol, connectTimeout);
    }

    private WebSocketUpstreamSession open(Wires client, int port, String subprotocol, Duration connectTimeout) {
        return new WebSocketUpstreamSession(
                new Upstream.WebSocketUpstream(
                        "one",
                        URI.create("ws://127.0.0.1:" + port + "/a%20b?c=d"),
                        Map.of("X-Key", "secret"),
                        new Upstream.Limits(connectTimeout, Duration.ZERO, BOUND, true, Redacting.STANDARD)),
                subprotocol,
                "hop",
                client,
                new WebSocketUpstreamSession.Timing(Duration.ofMinutes(5), Duration.ofSeconds(1)),
                heard);
    }

    /** Writes down what it is told. */
    private static final class ToldWire implements Wire {
        private final List<String> told = new ArrayList<>();

        @Override
        public void send(Payload message, Consumer<Throwable> done) {
            told.add("send");
        }

        @Override
        public OptionalLong lastTaken() {
            return OptionalLong.empty();
        }

        @Override
        public void ping(Runnable broken) {
            told.add("ping");
        }

        @Override
        public void close(int code, String reason) {
            told.add("close " + code);
        }

        @Override
        public void abort() {
            told.add("abort");
        }

        @Override
        public void pause() {
            told.add("pause");
        }

        @Override
        public void resume() {
            told.add("resume");
        }
    }
}
