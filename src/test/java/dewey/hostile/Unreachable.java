package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Upstreams that cannot be opened, in every way that networks and programs have for it. */
@SuppressWarnings("try") // an upstream that only has to be there
final class Unreachable {
    private static final String ROOM = "transports";

    private final ProxyDoor proxy;

    Unreachable(RunningDewey dewey) {
        proxy = new ProxyDoor(dewey);
    }

    Stream<Case> cases() {
        List<Case> cases = new ArrayList<>(List.of(
                Case.of(Row.H57, ROOM, "refuses the connection", () -> proxy.refusedSoon("/proxy/scripted")),
                Case.of(Row.H57, ROOM, "drops every packet of the connection", this::blackHole),
                Case.of(Row.H57, ROOM, "accepts and says nothing", () -> answering(socket -> {})),
                Case.of(
                        Row.H57,
                        ROOM,
                        "accepts and resets",
                        () -> answering(socket -> {
                            socket.setSoLinger(true, 0);
                            socket.close();
                        })),
                Case.of(Row.H57, ROOM, "a certificate that nobody vouches for", this::selfSigned),
                Case.of(Row.H57, ROOM, "no TLS where TLS is expected", () -> {
                    proxy.upstream(
                            "hostile-upstream",
                            JsonOf.object(
                                    "url", "wss://127.0.0.1:" + EchoUpstream.PORT + "/mcp", "connectTimeout", "3s"));
                    try (EchoUpstream echo = new EchoUpstream()) {
                        return proxy.refusedSoon("/proxy/hostile-upstream");
                    }
                })));
        for (String answer : List.of(
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n"
                        + "Upgrade: websocket\r\n"
                        + "Connection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: wrong\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                "SSH-2.0-OpenSSH_9.6\r\n",
                "\u0000\u0001\u0002\u0003",
                "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(100_000))) {
            cases.add(Case.of(
                    Row.H57,
                    ROOM,
                    "answers " + Hostile.shown(answer),
                    () -> answering(socket -> {
                        socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                        socket.getOutputStream().flush();
                    })));
        }
        return cases.stream();
    }

    private interface Answering {
        void to(Socket socket) throws IOException;
    }

    private String answering(Answering answering) throws Exception {
        proxy.upstream(
                "hostile-upstream",
                JsonOf.object("url", "ws://127.0.0.1:" + EchoUpstream.PORT + "/mcp", "connectTimeout", "2s"));
        List<Socket> accepted = new CopyOnWriteArrayList<>();
        try (ServerSocket server = listening(50)) {
            Thread upstream = new Thread(() -> {
                try {
                    while (true) {
                        Socket socket = server.accept();
                        accepted.add(socket);
                        answering.to(socket);
                    }
                } catch (IOException over) {
                    // the case is over
                }
            });
            upstream.setDaemon(true);
            upstream.start();
            return proxy.refusedSoon("/proxy/hostile-upstream");
        } finally {
            for (Socket socket : accepted) {
                socket.close();
            }
        }
    }

    /** Linux answers no SYN while a listener's backlog is full. */
    private String blackHole() throws Exception {
        proxy.upstream(
                "hostile-upstream",
                JsonOf.object("url", "ws://127.0.0.1:" + EchoUpstream.PORT + "/mcp", "connectTimeout", "2s"));
        List<Socket> filling = new ArrayList<>();
        try (ServerSocket full = listening(1)) {
            for (int i = 0; i < 4; i++) {
                Socket socket = new Socket();
                filling.add(socket);
                try {
                    socket.connect(full.getLocalSocketAddress(), 200);
                } catch (IOException isFull) {
                    break;
                }
            }
            return proxy.refusedSoon("/proxy/hostile-upstream");
        } finally {
            for (Socket socket : filling) {
                socket.close();
            }
        }
    }

    private String selfSigned() throws Exception {
        proxy.upstream(
                "hostile-upstream",
                JsonOf.object("url", "wss://127.0.0.1:" + EchoUpstream.PORT + "/mcp", "connectTimeout", "5s"));
        Path directory = Files.createTempDirectory(Path.of("target"), "self-signed");
        try (TlsServer server =
                new TlsServer(EchoUpstream.PORT, Certificates.in(directory).selfSigned())) {
            String outcome = proxy.refusedSoon("/proxy/hostile-upstream");
            assertThat(server.received())
                    .as("bytes that the upstream was given")
                    .isEmpty();
            return outcome;
        }
    }

    private static ServerSocket listening(int backlog) throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), EchoUpstream.PORT), backlog);
        return server;
    }
}
