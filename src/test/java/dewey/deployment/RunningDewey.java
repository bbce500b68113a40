package dewey.deployment;

import dewey.servers.ApplicationServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

/** Dewey as its users run it. */
public final class RunningDewey {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ApplicationServer server;
    private final Postgres postgres;
    private final Path directory;

    RunningDewey(ApplicationServer server, Postgres postgres, Path directory) {
        this.server = server;
        this.postgres = postgres;
        this.directory = directory;
    }

    /** Where HTTP is spoken; of their health some servers tell elsewhere. */
    public URI http(String path) {
        return (path.startsWith("/health") ? server.health() : server.address()).resolve(path);
    }

    /** What the readiness check tells, with numbers as texts: Payara writes them so, WildFly does not. */
    public String readiness() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(http("/health/ready")).timeout(PATIENCE).build();
        String body = HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return body.replaceAll("\":(\\d+|true|false)(?=[,}])", "\":\"$1\"");
    }

    /** Where MCP over WebSocket is spoken. */
    public URI mcp() {
        return webSocket("/mcp");
    }

    public URI webSocket(String path) {
        return URI.create(server.address().resolve(path).toString().replaceFirst("^http", "ws"));
    }

    /** Where a recorded session answers again, in the spelling that every server lets through. */
    public URI replay(String session) {
        return webSocket("/proxy/replay/" + session);
    }

    public Postgres postgres() {
        return postgres;
    }

    public ServerProcess process() {
        return ServerProcess.of(server.process());
    }

    public ServerLog log() {
        return new ServerLog(server.logs());
    }

    /** The file of upstreams, which the server follows. */
    public UpstreamsFile upstreams() {
        return new UpstreamsFile(directory);
    }

    /** The only directory from which the server imports files. */
    public Path importDirectory() {
        return directory.resolve("import");
    }
}
