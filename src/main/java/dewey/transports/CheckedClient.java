package dewey.transports;

import dewey.upstreams.Addresses;
import dewey.upstreams.Upstream.HttpUpstream;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;

/**
 * Sends the requests of one session. The address behind a name is checked anew each time, because each time may make a new
 * connection; on another thread, because that may wait for the name to be resolved.
 */
public final class CheckedClient {
    private static final Pattern LITERAL = Pattern.compile("\\[.*]|\\d{1,3}(\\.\\d{1,3}){3}");

    private final URI url;
    private final boolean named;
    private final HttpClient client;
    private final Executor executor;
    private final Addresses addresses;

    CheckedClient(HttpUpstream upstream, HttpClients clients, Addresses addresses) {
        this.url = upstream.url();
        this.named = !LITERAL.matcher(url.getHost()).matches();
        this.client = clients.connectingWithin(upstream.limits().connectTimeout());
        this.executor = clients.executor();
        this.addresses = addresses;
    }

    /** Fails where the upstream may not be connected to; may wait for its name to be resolved. */
    void requireAddress() throws Addresses.Refused, UnknownHostException {
        addresses.require(url);
    }

    /** To cancel what is returned closes the connection, unless the answer's body is being read: then that must be cancelled. */
    CompletableFuture<HttpResponse<Void>> exchange(HttpRequest request, BodyHandler<Void> handler) {
        CompletableFuture<HttpResponse<Void>> answer = new CompletableFuture<>();
        if (named) {
            try {
                executor.execute(() -> exchange(request, handler, answer));
            } catch (RejectedExecutionException e) {
                answer.completeExceptionally(e);
            }
        } else {
            exchange(request, handler, answer);
        }
        return answer;
    }

    private void exchange(
            HttpRequest request, BodyHandler<Void> handler, CompletableFuture<HttpResponse<Void>> answer) {
        try {
            requireAddress();
            CompletableFuture<HttpResponse<Void>> sent = client.sendAsync(request, handler);
            answer.whenComplete((response, failure) -> {
                if (answer.isCancelled()) {
                    sent.cancel(true);
                }
            });
            sent.whenComplete((response, failure) -> {
                if (failure == null) {
                    answer.complete(response);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
        } catch (Addresses.Refused | UnknownHostException | RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }
}
