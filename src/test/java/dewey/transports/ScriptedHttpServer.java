package dewey.transports;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** An HTTP server on the loopback that does what a test tells it, and remembers what it was asked. */
public final class ScriptedHttpServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    public final CountDownLatch end = new CountDownLatch(1);
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger mostRunning = new AtomicInteger();

    public record Asked(String method, com.sun.net.httpserver.Headers headers, String body) {
        public String header(String name) {
            return headers.getFirst(name);
        }
    }

    /** What is done with a request. */
    public interface Script {
        void answer(HttpExchange exchange, Asked asked) throws IOException, InterruptedException;
    }

    /** The port of a server that has just ended may be busy for a moment. */
    private static HttpServer bound(InetSocketAddress address) throws IOException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                return HttpServer.create(address, 0);
            } catch (BindException busy) {
                if (System.nanoTime() > until) {
                    throw busy;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }
    }

    public ScriptedHttpServer(Script script) throws IOException {
        this(0, script);
    }

    /** @param port 0 for any that is free */
    public ScriptedHttpServer(int port, Script script) throws IOException {
        server = bound(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            Asked request = new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestHeaders(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            asked.add(request);
            mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                script.answer(exchange, request);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                running.decrementAndGet();
                exchange.close();
            }
        });
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
    }

    public Asked asked() throws InterruptedException {
        return asked.poll(20, TimeUnit.SECONDS);
    }

    public Asked asked(String method) throws InterruptedException {
        Asked next = asked();
        while (next != null && !next.method().equals(method)) {
            next = asked();
        }
        return next;
    }

    public int askedCount() {
        return asked.size();
    }

    public static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (type != null) {
            exchange.getResponseHeaders().set("Content-Type", type);
        }
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    public static void json(HttpExchange exchange, String body) throws IOException {
        answer(exchange, 200, "application/json", body);
    }

    public static OutputStream events(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        // newer ones (seen with Java 25) keep the head back until the first byte otherwise
        exchange.getResponseBody().flush();
        return exchange.getResponseBody();
    }

    public static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
