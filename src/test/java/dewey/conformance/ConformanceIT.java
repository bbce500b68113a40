package dewey.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dewey.conformance.Suite.Bridge;
import dewey.conformance.Suite.Verdict;
import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The official conformance suite of MCP. What it asks of a server that cannot be Dewey's (tools that only test) is in a copy of the
 * WAR; the engine and the doors are those of production.
 */
@OnRunningDewey
class ConformanceIT {
    /** The scored scenarios of each revision. */
    private static final int OF_2025_11_25 = 30;

    private static final int OF_2026_07_28 = 37;

    /** Those that ask for tools, resources or prompts of the suite's own. */
    private static final List<String> NEED_FIXTURES = List.of(
            "tools-call-",
            "elicitation-sep",
            "input-required-result-",
            "resources-read-",
            "resources-templates-read",
            "resources-subscribe",
            "resources-unsubscribe",
            "prompts-get-",
            "completion-complete",
            "server-stateless",
            "caching");

    private static Suite suite;
    private static LaunchedDewey withFixtures;

    private final RunningDewey production;

    ConformanceIT(RunningDewey production) {
        this.production = production;
    }

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Suite.canBeInstalled(), "npm is absent, so that the conformance suite cannot be run");
        Path directory = Path.of("target", "conformance").toAbsolutePath();
        suite = Suite.install(directory);
        withFixtures = LaunchedDewey.with(FixtureWar.in(directory), Files.createTempDirectory(directory, "dewey"));
    }

    @AfterAll
    static void stop() {
        if (withFixtures != null) {
            withFixtures.close();
        }
    }

    @Test
    void meetsRevision20251125OverHttp() throws IOException {
        assertMet(suite.judge(withFixtures.http(), "2025-11-25"), OF_2025_11_25);
    }

    @Test
    void meetsRevision20260728OverHttp() throws IOException {
        assertMet(suite.judge(withFixtures.http(), "2026-07-28"), OF_2026_07_28);
    }

    @Test
    void meetsRevision20251125OverWebSocket() throws Exception {
        try (Bridge bridge = suite.bridgeTo(withFixtures.webSocket())) {
            assertMet(suite.judge(bridge.http(), "2025-11-25"), OF_2025_11_25);
        }
    }

    @Test
    void meetsRevision20260728OverWebSocketAsFarAsASocketCan() throws Exception {
        try (Bridge bridge = suite.bridgeTo(withFixtures.webSocket())) {
            Verdict verdict = suite.judge(bridge.http(), "2026-07-28");

            // a request that names its revision in a header only: on a socket nothing tells that it is of the modern
            // era
            assertThat(verdict.failed()).as(verdict.text()).containsExactly("server-stateless");
            assertThat(verdict.checks()).containsEntry("server-stateless", 2).hasSize(OF_2026_07_28);
        }
    }

    @Test
    void meetsInProductionWhatNeedsNoFixture() throws IOException {
        for (String revision : List.of("2025-11-25", "2026-07-28")) {
            Verdict verdict = suite.judge(production.http("/mcp"), revision);

            assertThat(verdict.failed()).as(verdict.text()).allMatch(scenario -> NEED_FIXTURES.stream()
                    .anyMatch(scenario::startsWith));
        }
    }

    /** Not asked by the suite, but by every client that wants a token. */
    @Test
    void tellsWhoseTokensAreTaken() throws Exception {
        String path = "/.well-known/oauth-protected-resource/mcp";
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(withFixtures.http().resolve(path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        JsonObject metadata = McpClient.json(answer.body());
        assertThat(metadata.getString("resource")).isEqualTo(withFixtures.http().toString());
        assertThat(metadata.getJsonArray("authorization_servers").getString(0))
                .isEqualTo(LaunchedDewey.AUTHORIZATION_SERVER);
    }

    /** Not asked by the suite either: a session that had streams is forgotten like any other. */
    @Test
    void forgetsASessionThatNobodyUses() throws Exception {
        HttpResponse<String> begun = post(
                "",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":"
                        + "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}");
        String session = begun.headers().firstValue("Mcp-Session-Id").orElseThrow();
        HttpResponse<String> stream = post(
                session,
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":"
                        + "{\"name\":\"test_tool_with_progress\",\"_meta\":{\"progressToken\":\"p\"}}}");
        assertThat(stream.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");

        Thread.sleep(TimeUnit.SECONDS.toMillis(LaunchedDewey.SESSION_IDLE_SECONDS + 3));

        assertThat(post(session, "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"ping\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    private static HttpResponse<String> post(String session, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(withFixtures.http())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!session.isEmpty()) {
            request.header("Mcp-Session-Id", session);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void assertMet(Verdict verdict, int scenarios) {
        assertThat(verdict.failed()).as(verdict.text()).isEmpty();
        assertThat(verdict.checks()).hasSize(scenarios);
    }
}
