package dewey.transports;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The JDK's HTTP clients, one for each connect timeout, because the timeout belongs to the client. Each has one thread of its own that
 * waits for its sockets; all else runs on the executor. None follows a redirect, and none keeps cookies or credentials.
 *
 * <p>WebSockets have clients apart, which run everything on the thread that waits: to hand a short message over to another thread takes
 * longer than to pass it on. There is one for each two processors, and a socket stays with its own.
 */
public final class HttpClients {
    private static final int SOCKET_CLIENTS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private final Executor executor;
    private final Map<Duration, HttpClient> clients = new ConcurrentHashMap<>();
    private final Map<Duration, List<HttpClient>> socketClients = new ConcurrentHashMap<>();
    private final AtomicInteger sockets = new AtomicInteger();

    /**
     * @param executor runs what the connections bring. It must bear to wait for the name of a host now and then: the JDK's client
     *     looks names up on it, too
     */
    public HttpClients(Executor executor) {
        this.executor = executor;
    }

    HttpClient connectingWithin(Duration timeout) {
        return clients.computeIfAbsent(timeout, limit -> client(limit, executor));
    }

    /** One for a WebSocket, whose listener must not block. */
    HttpClient forSocket(Duration timeout) {
        List<HttpClient> all =
                socketClients.computeIfAbsent(timeout, limit -> Stream.generate(() -> client(limit, Runnable::run))
                        .limit(SOCKET_CLIENTS)
                        .toList());
        return all.get(Math.floorMod(sockets.getAndIncrement(), all.size()));
    }

    private static HttpClient client(Duration timeout, Executor executor) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .executor(executor)
                .build();
    }

    Executor executor() {
        return executor;
    }
}
