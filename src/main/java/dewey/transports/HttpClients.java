package dewey.transports;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * The JDK's HTTP clients, one for each connect timeout, because the timeout belongs to the client. Each has one thread of its own that
 * waits for its sockets; all else runs on the executor. None follows a redirect, and none keeps cookies or credentials.
 */
public final class HttpClients {
    private final Executor executor;
    private final Map<Duration, HttpClient> clients = new ConcurrentHashMap<>();

    /**
     * @param executor runs what the connections bring. It must bear to wait for the name of a host now and then: the JDK's client
     *     looks names up on it, too
     */
    public HttpClients(Executor executor) {
        this.executor = executor;
    }

    HttpClient connectingWithin(Duration timeout) {
        return clients.computeIfAbsent(timeout, limit -> HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limit)
                .executor(executor)
                .build());
    }

    Executor executor() {
        return executor;
    }
}
