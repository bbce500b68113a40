package dewey.authentication;

import dewey.deployment.Postgres;
import dewey.deployment.RunningDewey;
import dewey.json.JsonText;
import dewey.launcher.LaunchedDewey;
import dewey.servers.ApplicationServer;
import dewey.servers.Server;
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
import java.sql.DriverManager;
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

    private interface Log {
        String text() throws IOException;
    }

    private interface End {
        void now() throws IOException, InterruptedException;
    }

    private interface Database {
        Connection connect() throws IOException, SQLException;
    }

    private final Issuer issuer;
    private final URI address;
    private final Log log;
    private final Database database;
    private final End end;

    private GuardedDewey(Issuer issuer, URI address, Log log, Database database, End end) {
        this.issuer = issuer;
        this.address = address;
        this.log = log;
        this.database = database;
        this.end = end;
    }

    /** @param shared gives a server that is not the one-command run's a database on its PostgreSQL */
    static GuardedDewey start(Path parent, RunningDewey shared) throws Exception {
        if (Server.chosen() == Server.PAYARA_MICRO) {
            return start(parent, Map.of());
        }
        Issuer issuer = new Issuer();
        return started(
                Files.createDirectories(parent.resolve("server")),
                issuer,
                environment(parent, issuer),
                shared.postgres());
    }

    /** By the one-command run, with more settings. */
    public static GuardedDewey start(Path parent, Map<String, String> more) throws IOException, InterruptedException {
        Issuer issuer = new Issuer();
        Map<String, String> environment = new HashMap<>(more);
        environment.putAll(environment(parent, issuer));
        return launched(parent.resolve("data"), issuer, environment);
    }

    private static Map<String, String> environment(Path parent, Issuer issuer) throws IOException {
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
        return Map.of(
                "DEWEY_HOST",
                "0.0.0.0",
                "DEWEY_SECURITY_TOKENS_FILE",
                tokens.toString(),
                "DEWEY_SECURITY_ISSUER",
                issuer.name(),
                "DEWEY_SECURITY_AUDIENCE",
                Issuer.AUDIENCE,
                "DEWEY_SECURITY_TENANT_CLAIM",
                "tenant",
                "DEWEY_SECURITY_CLOCK_SKEW",
                "0s",
                "DEWEY_PROXY_UPSTREAMS",
                "{\"mcpServers\":{\"up\":{" + upstream + "},\"theirs\":{" + upstream + ",\"tenants\":[\"other\"]}}}");
    }

    private static GuardedDewey launched(Path data, Issuer issuer, Map<String, String> environment)
            throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        LaunchedDewey launched = LaunchedDewey.begin(data, port, environment);
        GuardedDewey dewey = new GuardedDewey(
                issuer,
                URI.create("http://127.0.0.1:" + port),
                () -> Files.readString(data.resolve("logs/server.log")) + launched.output(),
                launched::database,
                launched::end);
        try {
            launched.awaitReady();
            return dewey;
        } catch (InterruptedException | AssertionError e) {
            launched.end();
            throw e;
        }
    }

    private static GuardedDewey started(
            Path directory, Issuer issuer, Map<String, String> environment, Postgres postgres) throws Exception {
        postgres.execute("CREATE DATABASE guarded");
        Files.createDirectories(directory.resolve("tmp"));
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(Server.database("guarded"));
        all.put("DEWEY_RECORDING_SPOOL_DIRECTORY", directory.resolve("spool").toString());
        ApplicationServer server = Server.chosen().start(directory, all);
        return new GuardedDewey(
                issuer,
                server.address(),
                () -> Files.readString(server.logs().resolve("server.log")),
                () -> DriverManager.getConnection(
                        all.get("DEWEY_DB_URL"), all.get("DEWEY_DB_USER"), all.get("DEWEY_DB_PASSWORD")),
                server::close);
    }

    public Issuer issuer() {
        return issuer;
    }

    URI http(String path) {
        return address.resolve(path);
    }

    public URI webSocket(String path) {
        return URI.create("ws://127.0.0.1:" + address.getPort() + path);
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
        return database.connect();
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
        return log.text();
    }

    public void stop() throws IOException, InterruptedException {
        issuer.close();
        end.now();
    }
}
