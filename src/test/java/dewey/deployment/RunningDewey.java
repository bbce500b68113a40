package dewey.deployment;

import java.net.URI;
import java.nio.file.Path;

/** Dewey as its users run it. */
public final class RunningDewey {
    private final URI address;
    private final Postgres postgres;
    private final Path directory;

    RunningDewey(URI address, Postgres postgres, Path directory) {
        this.address = address;
        this.postgres = postgres;
        this.directory = directory;
    }

    /** Where HTTP is spoken. */
    public URI http(String path) {
        return address.resolve(path);
    }

    /** Where MCP over WebSocket is spoken. */
    public URI mcp() {
        return webSocket("/mcp");
    }

    public URI webSocket(String path) {
        return URI.create(address.resolve(path).toString().replaceFirst("^http", "ws"));
    }

    public Postgres postgres() {
        return postgres;
    }

    public ServerProcess process() {
        return ServerProcess.running();
    }

    public ServerLog log() {
        return new ServerLog(directory.resolve("tmp"));
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
