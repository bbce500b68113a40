package dewey.console;

import dewey.deployment.RunningDewey;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A browser without its screen: requests for pages and the API of the running server. */
final class Web {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RunningDewey dewey;
    private final HttpClient client = HttpClient.newHttpClient();

    Web(RunningDewey dewey) {
        this.dewey = dewey;
    }

    JsonObject get(String path) throws Exception {
        return json(send("GET", path, null));
    }

    /** A change, as the console's own pages make it. */
    HttpResponse<String> change(String method, String path, String body) throws Exception {
        return send(method, path, body, "X-Dewey-Request", "1", "Content-Type", "application/json");
    }

    HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.BodyPublisher publisher =
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(dewey.http(path)).timeout(PATIENCE).method(method, publisher);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static JsonObject json(HttpResponse<String> response) {
        return McpClient.json(response.body());
    }
}
