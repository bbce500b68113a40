package dewey.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bridge in front of a server over HTTP that does what each test says. */
@Timeout(30)
class HttpLinkTest {
    private static final String INITIALIZE = "{\"jsonrpc\":\"2.0\",\"id\":\"i\",\"method\":\"initialize\"}";
    private static final String INITIALIZED = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";

    private final Said said = new Said();
    private final AtomicInteger sessions = new AtomicInteger();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile Answer answer = (exchange, body) -> json(exchange, result(Message.of(body)));
    private HttpServer server;
    private Bridge bridge;

    @FunctionalInterface
    private interface Answer {
        void to(HttpExchange exchange, String body) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        begin(0);
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
        bridge = new Bridge(said.stream(), System.err, self -> new HttpLink(self, address, Map.of("X-Given", "yes")));
        bridge.start();
    }

    private void begin(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/mcp", this::handle);
        server.start();
    }

    @AfterEach
    void stop() {
        bridge.close();
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String session = exchange.getRequestHeaders().getFirst("Mcp-Session-Id");
        seen.add(exchange.getRequestMethod() + " " + session + " " + body);
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.sendResponseHeaders(405, -1);
        } else if (body.contains("initialize\"")) {
            exchange.getResponseHeaders().set("Mcp-Session-Id", "s" + sessions.incrementAndGet());
            json(exchange, "{\"jsonrpc\":\"2.0\",\"id\":\"i\",\"result\":{\"protocolVersion\":\"2025-11-25\"}}");
        } else if (Message.of(body).requests().isEmpty()) {
            exchange.sendResponseHeaders(202, -1);
        } else if (session != null && !session.equals("s" + sessions)) {
            exchange.sendResponseHeaders(404, -1);
        } else {
            answer.to(exchange, body);
        }
        exchange.close();
    }

    @Test
    void beginsTheSessionAgainWhenTheServerHasForgottenIt() throws Exception {
        connect();
        sessions.incrementAndGet();

        bridge.said(request("1"));

        assertThat(said.next()).isEqualTo(result(Message.of(request("1"))));
        assertThat(said.isEmpty())
                .as("the second answer to initialize is for the bridge")
                .isTrue();
        assertThat(seen).contains("POST null " + INITIALIZE, "POST s3 " + INITIALIZED, "POST s3 " + request("1"));
    }

    @Test
    void answersARequestWhoseConnectionBreaksOnceAndDoesNotSendItAgain() throws Exception {
        connect();
        answer = (exchange, body) -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write("{".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            exchange.close();
        };

        bridge.said(request("1"));
        String error = said.next();
        answer = (exchange, body) -> json(exchange, result(Message.of(body)));
        bridge.said(request("2"));

        assertThat(error).contains("\"id\":1", "-32000", "whether the request was carried out is not known");
        assertThat(said.next()).contains("\"id\":2", "result");
        assertThat(seen.stream().filter(line -> line.endsWith(request("1")))).hasSize(1);
    }

    @Test
    void waitsForAServerThatIsAway() throws Exception {
        connect();
        int port = server.getAddress().getPort();
        server.stop(0);

        bridge.said(request("1"));
        Thread.sleep(500);
        begin(port);

        assertThat(said.next()).contains("\"id\":1", "result");
    }

    @Test
    void goesOnWithAStreamThatBreaksOff() throws Exception {
        connect();
        CountDownLatch resumed = new CountDownLatch(1);
        server.removeContext("/mcp");
        server.createContext("/mcp", exchange -> {
            boolean first = exchange.getRequestMethod().equals("POST");
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                if (first) {
                    out.write("retry: 10\nid: 7\ndata: {\"method\":\"notifications/progress\"}\n\n:\n\n"
                            .getBytes(StandardCharsets.UTF_8));
                } else if ("7".equals(exchange.getRequestHeaders().getFirst("Last-Event-ID"))) {
                    resumed.countDown();
                    out.write("id: 8\ndata: {\"id\":1,\ndata: \"result\":{}}\n\n".getBytes(StandardCharsets.UTF_8));
                }
            }
        });

        bridge.said(request("1"));

        assertThat(said.next()).isEqualTo("{\"method\":\"notifications/progress\"}");
        assertThat(said.next()).isEqualTo("{\"id\":1, \"result\":{}}");
        assertThat(resumed.getCount()).isZero();
    }

    @Test
    void takesAModernRequestBackByClosingItsAnswer() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        answer = (exchange, body) -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try {
                for (int i = 0; i < 500; i++) {
                    exchange.getResponseBody().write(":\n\n".getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                    Thread.sleep(20);
                }
            } catch (IOException e) {
                closed.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        bridge.said("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"schöne\",\"_meta\":"
                + "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}}");
        Thread.sleep(500);

        bridge.said("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");

        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(said.isEmpty()).isTrue();
    }

    @Test
    void repeatsInHeadersWhatTheBodySays() throws Exception {
        Map<String, String> headers = new ConcurrentHashMap<>();
        answer = (exchange, body) -> {
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(), values.get(0)));
            json(exchange, result(Message.of(body)));
        };

        bridge.said("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"schöne\",\"_meta\":"
                + "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}}");
        said.next();

        assertThat(headers)
                .containsEntry("mcp-protocol-version", "2026-07-28")
                .containsEntry("mcp-method", "tools/call")
                .containsEntry("mcp-name", "=?base64?c2Now7ZuZQ==?=")
                .containsEntry("x-given", "yes");
    }

    @Test
    void saysWhatAStatusMeans() throws Exception {
        answer = (exchange, body) -> exchange.sendResponseHeaders(401, -1);

        bridge.said(request("1"));

        assertThat(said.next()).contains("\"id\":1", "HTTP 401", "DEWEY_TOKEN");
    }

    @Test
    void answersWhatIsNoJsonItself() throws Exception {
        bridge.said("{\"id\":1");

        assertThat(said.next()).contains("-32700");
        assertThat(seen).isEmpty();
    }

    private void connect() throws InterruptedException {
        bridge.said(INITIALIZE);
        assertThat(said.next()).contains("2025-11-25");
        bridge.said(INITIALIZED);
        bridge.said(request("0"));
        said.next();
    }

    private static String request(String id) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"ping\"}";
    }

    private static String result(Message request) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + request.id().orElseThrow() + ",\"result\":{}}";
    }

    private static void json(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** What the client of the bridge reads. */
    private static final class Said extends ByteArrayOutputStream {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        PrintStream stream() {
            return new PrintStream(this, false, StandardCharsets.UTF_8);
        }

        @Override
        public synchronized void flush() {
            toString(StandardCharsets.UTF_8).lines().forEach(lines::add);
            reset();
        }

        String next() throws InterruptedException {
            String line = lines.poll(15, TimeUnit.SECONDS);
            assertThat(line).as("a line").isNotNull();
            return line;
        }

        boolean isEmpty() {
            return lines.isEmpty();
        }
    }
}
