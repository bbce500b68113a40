package dewey.transports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dewey.json.JsonText;
import dewey.redaction.Redacting;
import dewey.upstreams.Addresses;
import dewey.upstreams.Payload;
import dewey.upstreams.Upstream;
import dewey.upstreams.UpstreamSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The reference server of MCP, which is not ours, as an upstream. */
@Timeout(120)
class EverythingServerTest {
    private static final Path FOLDER = Path.of("target", "npm");
    private static final Path SERVER =
            FOLDER.resolve(Path.of("node_modules", "@modelcontextprotocol", "server-everything", "dist", "index.js"));
    private static final String VERSION = "2026.8.31";
    private static final String INITIALIZE =
            "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                    + "\"capabilities\":{},\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}";

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Heard heard = new Heard();
    private Process server;
    private UpstreamSession session;

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        if (Files.exists(SERVER)) {
            return;
        }
        Files.createDirectories(FOLDER);
        Files.writeString(FOLDER.resolve("package.json"), "{\"private\":true}");
        String problem = "npm cannot install the reference server: it is not on this machine, or has no registry";
        try {
            Process npm = new ProcessBuilder(
                            "npm", "i", "--no-audit", "--no-fund", "@modelcontextprotocol/server-everything@" + VERSION)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(FOLDER.resolve("npm.log").toFile())
                    .start();
            assumeTrue(npm.waitFor(120, TimeUnit.SECONDS) && npm.exitValue() == 0, problem);
        } catch (IOException e) {
            assumeTrue(false, problem);
        }
    }

    @AfterEach
    void stop() throws Exception {
        if (session != null) {
            session.cut();
        }
        if (server != null) {
            server.destroy();
            server.waitFor();
        }
        executor.shutdownNow();
    }

    @Test
    void isAnUpstreamProcess() throws Exception {
        StdioUpstreamSession process = new StdioUpstreamSession(
                new Upstream.StdioUpstream(
                        "everything", "node", List.of(SERVER.toString(), "stdio"), Map.of(), limits()),
                Executors.defaultThreadFactory(),
                heard);
        session = process;
        process.open();

        converse();

        session.close(1000, "bye");
        assertThat(heard.until("closed")).last().isEqualTo("closed 1000: bye");
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void isAnUpstreamOverHttp() throws Exception {
        openOverHttp();

        converse();

        session.close(1000, "bye");
        assertThat(heard.until("closed")).last().isEqualTo("closed 1000: bye");
    }

    @Test
    void isLostWithinASecondWhenItIsKilled() throws Exception {
        startFiveRequestsOverHttp();

        long killed = System.nanoTime();
        server.destroyForcibly();

        List<String> told = heard.until("closed");
        assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(1));
        assertThat(told)
                .filteredOn(line -> line.startsWith("unanswered"))
                .hasSizeLessThanOrEqualTo(5)
                .doesNotHaveDuplicates();
        assertThat(told).last().isEqualTo("closed 1006: the upstream refused the connection");
    }

    private void startFiveRequestsOverHttp() throws Exception {
        openOverHttp();
        send(INITIALIZE);
        answer(0);
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        for (int id = 1; id <= 5; id++) {
            send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":"
                    + "\"trigger-long-running-operation\",\"arguments\":{\"duration\":30,\"steps\":300},"
                    + "\"_meta\":{\"progressToken\":" + id + "}}}");
        }
        for (int id = 1; id <= 5; id++) {
            heard.until("{\"method\":\"notifications/progress\"");
        }
    }

    private void converse() throws Exception {
        send(INITIALIZE);
        assertThat(answer(0)).contains("\"serverInfo\"");
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
        assertThat(answer(1)).contains("\"echo\"", "\"inputSchema\"");
        for (int id = 2; id < 200; id++) {
            send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\","
                    + "\"arguments\":{\"message\":" + JsonText.quote("déjà vu \ud83d\ude00 " + id) + "}}}");
            assertThat(answer(id)).contains("Echo: déjà vu \ud83d\ude00 " + id);
        }
        send(
                "{\"jsonrpc\":\"2.0\",\"id\":\"long\",\"method\":\"tools/call\",\"params\":{\"name\":"
                        + "\"trigger-long-running-operation\",\"arguments\":{\"duration\":1,\"steps\":4},\"_meta\":{\"progressToken\":7}}}");
        List<String> progress = heard.until("{\"result\"");
        assertThat(progress)
                .filteredOn(message -> message.contains("notifications/progress"))
                .hasSize(4);
        assertThat(progress).last().asString().contains("\"id\":\"long\"");
    }

    /** The next answer; what the server sends beside it is passed over. */
    private String answer(int id) throws InterruptedException {
        String message = heard.next();
        while (!message.contains("\"id\":" + id) || message.contains("\"method\"") && !message.contains("\"result\"")) {
            assertThat(message).doesNotStartWith("closed").doesNotStartWith("un");
            message = heard.next();
        }
        return message;
    }

    private void openOverHttp() throws Exception {
        int port = startOverHttp();
        HttpUpstreamSession http = new HttpUpstreamSession(
                new Upstream.HttpUpstream(
                        "everything", URI.create("http://127.0.0.1:" + port + "/mcp"), Map.of(), limits()),
                "hop",
                new HttpClients(executor),
                new Addresses(List.of()),
                heard);
        session = http;
        http.open();
    }

    private int startOverHttp() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        ProcessBuilder builder = new ProcessBuilder("node", SERVER.toString(), "streamableHttp")
                .redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve("http.log").toFile());
        builder.environment().put("PORT", Integer.toString(port));
        server = builder.start();
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < until && server.isAlive()) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return socket.getPort();
            } catch (IOException e) {
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException("the reference server does not listen; see " + FOLDER.resolve("http.log"));
    }

    private static Upstream.Limits limits() {
        return new Upstream.Limits(Duration.ofSeconds(5), Duration.ZERO, 16 << 20, true, Redacting.STANDARD);
    }

    private void send(String text) {
        session.send(new Payload.Text(text));
    }
}
