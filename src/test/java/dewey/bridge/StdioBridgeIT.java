package dewey.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bridge as its users run it: the jar, as a process, in front of Dewey. */
@OnRunningDewey
@Timeout(90)
class StdioBridgeIT {
    private static final String INITIALIZE =
            "{\"jsonrpc\":\"2.0\",\"id\":\"first \\\"one\\\"\",\"method\":\"initialize\",\"params\":"
                    + "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";
    private static final String INITIALIZED = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";

    private final RunningDewey dewey;
    private Process bridge;
    private BufferedReader out;

    StdioBridgeIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @AfterEach
    void end() {
        if (bridge != null) {
            bridge.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "http"})
    void passesASessionOnAndEndsWithIt(String scheme) throws Exception {
        begin(address(scheme).toString());
        initialize();

        say("{\"jsonrpc\":\"2.0\",\"id\":9007199254740993,\"method\":\"tools/list\"}");
        JsonObject tools = next();
        say(
                "{\"jsonrpc\":\"2.0\",\"id\":\"ü\",\"method\":\"tools/call\",\"params\":{\"name\":\"dewey_begin_conversation\","
                        + "\"arguments\":{\"title\":\"über stdio 😀\"}}}");
        bridge.getOutputStream().close();
        JsonObject begun = next();

        assertThat(tools.getJsonNumber("id").toString()).isEqualTo("9007199254740993");
        assertThat(tools.getJsonObject("result").getJsonArray("tools")).hasSizeGreaterThanOrEqualTo(13);
        assertThat(begun.getString("id")).isEqualTo("ü");
        assertThat(bridge.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(bridge.exitValue()).isZero();
        String id =
                begun.getJsonObject("result").getJsonObject("structuredContent").getString("conversation_id");
        assertThat(dewey.postgres().ask("SELECT title FROM conversations WHERE id = '" + id + "'"))
                .isEqualTo("über stdio 😀");
    }

    @Test
    void speaksTheModernEraOverHttp() throws Exception {
        begin(address("http").toString());

        say(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"dewey_list_startup_contexts\","
                        + "\"arguments\":{},\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}");

        assertThat(next().getJsonObject("result").getString("resultType")).isEqualTo("complete");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "http"})
    void comesAgainWhenTheConnectionIsLost(String scheme) throws Exception {
        String id;
        try (McpClient other = McpClient.modern(dewey.mcp())) {
            id = other.structured("dewey_begin_conversation", JsonOf.object()).getString("conversation_id");
        }
        try (Wire wire = Wire.to(dewey.http("/"));
                Connection connection = dewey.postgres().connect();
                Statement lock = connection.createStatement()) {
            begin(scheme + "://127.0.0.1:" + wire.port() + "/mcp");
            initialize();
            connection.setAutoCommit(false);
            lock.execute("SELECT 1 FROM conversations WHERE id = '" + id + "' FOR UPDATE");
            say(
                    "{\"jsonrpc\":\"2.0\",\"id\":\"lost\",\"method\":\"tools/call\",\"params\":{\"name\":\"dewey_store_message\","
                            + "\"arguments\":{\"conversation_id\":\"" + id
                            + "\",\"role\":\"user\",\"content\":\"once\"}}}");
            while (waiting() == 0) {
                Thread.sleep(20);
            }

            wire.cut();
            JsonObject error = next();
            say("{\"jsonrpc\":\"2.0\",\"id\":\"next\",\"method\":\"ping\"}");

            assertThat(error.getString("id")).isEqualTo("lost");
            assertThat(error.getJsonObject("error").getString("message")).contains("not known");
            assertThat(next().getString("id"))
                    .as("nothing of the second initialize")
                    .isEqualTo("next");
            connection.rollback();
        }
        // a client of the old era that goes is taken at its word: at most once, never twice
        assertThat(Integer.parseInt(
                        dewey.postgres().ask("SELECT count(*) FROM messages WHERE conversation_id = '" + id + "'")))
                .isLessThanOrEqualTo(1);
    }

    @Test
    void saysHowItIsUsed() throws Exception {
        begin("gopher://nowhere");

        assertThat(bridge.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(bridge.exitValue()).isEqualTo(2);
        assertThat(new String(bridge.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("the URL must begin with", "Usage: java -jar dewey-stdio.jar");
        assertThat(out.readLine()).isNull();
    }

    private int waiting() throws Exception {
        return Integer.parseInt(dewey.postgres()
                .ask("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                        + " AND query LIKE '%UPDATE conversations%'"));
    }

    private URI address(String scheme) {
        return scheme.equals("ws") ? dewey.mcp() : dewey.http("/mcp");
    }

    private void begin(String url) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("dewey.test.bridge"),
                url));
        bridge = new ProcessBuilder(command).start();
        out = new BufferedReader(new InputStreamReader(bridge.getInputStream(), StandardCharsets.UTF_8));
    }

    private void initialize() throws IOException {
        say(INITIALIZE);
        assertThat(next().getString("id")).isEqualTo("first \"one\"");
        say(INITIALIZED);
    }

    private void say(String line) throws IOException {
        OutputStream in = bridge.getOutputStream();
        in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    private JsonObject next() throws IOException {
        return McpClient.json(out.readLine());
    }
}
