package dewey.authentication;

import dewey.json.JsonText;
import dewey.launcher.LaunchedDewey;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** A Dewey that asks for credentials: static ones of a file, and those of an issuer. Listens on every address, as it may then. */
public final class GuardedDewey {
    public static final String READER = "reader-of-acme-0123456789abcdef0123456789";
    public static final String WRITER = "writer-of-acme-0123456789abcdef0123456789";
    public static final String ADMIN = "admin-of-acme-0123456789abcdef01234567890";
    public static final String STRANGER = "writer-of-other-0123456789abcdef012345678";
    public static final String EXPIRED = "expired-of-acme-0123456789abcdef012345678";

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Issuer issuer;
    private final Path directory;
    private final LaunchedDewey launched;
    private final int port;

    private GuardedDewey(Issuer issuer, Path directory, LaunchedDewey launched, int port) {
        this.issuer = issuer;
        this.directory = directory;
        this.launched = launched;
        this.port = port;
    }

    static GuardedDewey start(Path parent) throws IOException, InterruptedException {
        return start(parent, Map.of());
    }

    /** With more settings. */
    public static GuardedDewey start(Path parent, Map<String, String> more) throws IOException, InterruptedException {
        Issuer issuer = new Issuer();
        Path tokens = Files.writeString(
                parent.resolve("tokens"),
                String.join(
                        "\n",
                        "reader acme reader sha256:" + Hash.of(READER),
                        "writer acme reader,writer sha256:" + Hash.of(WRITER),
                        "admin acme admin sha256:" + Hash.of(ADMIN),
                        "stranger other writer sha256:" + Hash.of(STRANGER),
                        "late acme admin sha256:" + Hash.of(EXPIRED) + " 2020-01-01"));
        String upstream = "\"type\":\"http\",\"url\":\"" + issuer.name() + "/mcp\"";
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path data = parent.resolve("data");
        Map<String, String> environment = new HashMap<>(more);
        environment.put("DEWEY_HOST", "0.0.0.0");
        environment.put("DEWEY_SECURITY_TOKENS_FILE", tokens.toString());
        environment.put("DEWEY_SECURITY_ISSUER", issuer.name());
        environment.put("DEWEY_SECURITY_AUDIENCE", Issuer.AUDIENCE);
        environment.put("DEWEY_SECURITY_TENANT_CLAIM", "tenant");
        environment.put("DEWEY_SECURITY_CLOCK_SKEW", "0s");
        environment.put(
                "DEWEY_PROXY_UPSTREAMS",
                "{\"mcpServers\":{\"up\":{" + upstream + "},\"theirs\":{" + upstream + ",\"tenants\":[\"other\"]}}}");
        LaunchedDewey launched = LaunchedDewey.begin(data, port, environment);
        GuardedDewey dewey = new GuardedDewey(issuer, data, launched, port);
        try {
            launched.awaitReady();
            return dewey;
        } catch (InterruptedException | AssertionError e) {
            dewey.stop();
            throw e;
        }
    }

    public Issuer issuer() {
        return issuer;
    }

    URI http(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public URI webSocket(String path) {
        return URI.create("ws://127.0.0.1:" + port + path);
    }

    static String[] bearer(String token) {
        return token == null ? new String[0] : new String[] {"Authorization", "Bearer " + token};
    }

    /** What is kept of a token. */
    public static String hash(String token) {
        return Hash.of(token);
    }

    /** A connection of the test's own to its database. */
    public Connection database() throws IOException, SQLException {
        return launched.database();
    }

    /** A token of the issuer that ends so soon. */
    String shortLived(int seconds) {
        return issuer.token(claims -> claims.expirationTime(
                Date.from(Instant.now().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS))));
    }

    /** A client of one who may come in. */
    public McpClient client(String token) {
        return McpClient.modern(webSocket("/mcp"), bearer(token));
    }

    public HttpResponse<String> send(String method, String path, String token, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(http(path)).timeout(Duration.ofSeconds(30));
        for (String[] all : List.of(bearer(token), headers)) {
            if (all.length > 0) {
                request.headers(all);
            }
        }
        return CLIENT.send(
                request.header("Content-Type", "application/json")
                        .header(Presented.NOT_FORGED, "1")
                        .header("Accept", "application/json, text/event-stream")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** One request of the era that has sessions. */
    HttpResponse<String> post(String path, String token, String method, JsonObject params, String... headers)
            throws IOException, InterruptedException {
        String body = JsonText.write(JsonText.object()
                .add("jsonrpc", "2.0")
                .add("id", 1)
                .add("method", method)
                .add("params", params)
                .build());
        return send("POST", path, token, body, headers);
    }

    /** What a handshake is answered that does not come to be a socket. */
    HttpResponse<?> refusedHandshake(String path, String token) {
        try {
            McpClient.connect(webSocket(path), bearer(token)).close();
            throw new AssertionError("a socket was opened at " + path);
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse();
        }
    }

    /** All that it has logged and printed so far. */
    public String log() throws IOException {
        return Files.readString(directory.resolve("logs/server.log")) + launched.output();
    }

    public void stop() throws IOException, InterruptedException {
        issuer.close();
        launched.end();
    }
}
