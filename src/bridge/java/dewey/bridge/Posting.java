package dewey.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A request over HTTP that can be taken back at any time by closing its connection; an interrupt would not do that. */
final class Posting {
    private CompletableFuture<HttpResponse<InputStream>> asked;
    private InputStream body;
    private boolean takenBack;

    /**
     * Sends it and waits for the head of the response.
     *
     * @throws CancellationException when it was taken back
     */
    HttpResponse<InputStream> send(HttpClient http, HttpRequest request) throws IOException {
        synchronized (this) {
            if (takenBack) {
                throw new CancellationException();
            }
            asked = http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
        }
        HttpResponse<InputStream> response;
        try {
            response = asked.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        }
        synchronized (this) {
            body = response.body();
            if (takenBack) {
                body.close();
                throw new CancellationException();
            }
        }
        return response;
    }

    synchronized boolean isTakenBack() {
        return takenBack;
    }

    synchronized void takeBack() {
        takenBack = true;
        if (asked != null) {
            asked.cancel(true);
        }
        if (body != null) {
            try {
                body.close();
            } catch (IOException e) {
                // it is over
            }
        }
    }
}
