package dewey.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.transport.websocket.WebSocketMcpTransport;
import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.servers.Differences;
import dewey.tools.CheckedClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients whose server is the record of an earlier session. */
@OnRunningDewey
class ReplayIT {
    private static final int SLOW_MS = 1_000;

    private final RunningDewey dewey;
    private CheckedClient reader;

    ReplayIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void connect() {
        reader = CheckedClient.modern(dewey);
    }

    @AfterEach
    void disconnect() {
        reader.close();
    }

    @Test
    void answersAClientThatWeDidNotWriteFromTheRecord() throws Exception {
        String session = record();

        try (DefaultMcpClient client = DefaultMcpClient.builder()
                .transport(WebSocketMcpTransport.builder()
                        .url(dewey.replay(session).toString())
                        .build())
                .build()) {
            assertThat(client.listTools()).extracting(ToolSpecification::name).containsExactly("echo");
            for (String expected : new String[] {"first", "second", "second"}) {
                assertThat(client.executeTool(ToolExecutionRequest.builder()
                                        .name("echo")
                                        .arguments("{ \"n\" : 1.0 }")
                                        .build())
                                .resultText())
                        .isEqualTo(expected);
            }
            assertThatThrownBy(() -> client.executeTool(ToolExecutionRequest.builder()
                            .name("echo")
                            .arguments("{\"n\":2}")
                            .build()))
                    .hasMessageContaining("none with these arguments");
        }
    }

    @Test
    void isFoundByEachSpellingAndTakesItsTime() throws Exception {
        String session = record();
        String call =
                "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"n\":1}}}";

        List<String> spellings = Stream.of(
                        "/proxy?upstream=replay:" + session,
                        "/proxy?speed=recorded&upstream=replay%3A" + session,
                        "/proxy/replay/" + session.toUpperCase(Locale.ROOT) + "?speed=recorded",
                        "/proxy/replay:" + session)
                .filter(Differences::leaveToDewey)
                .toList();

        for (String path : spellings) {
            try (RelayClient client = RelayClient.connect(dewey.webSocket(path))) {
                long begun = System.nanoTime();
                client.send(call);

                assertThat(client.next().text()).contains("\"id\":\"x\"").contains("first");
                long took = (System.nanoTime() - begun) / 1_000_000;
                assertThat(took >= SLOW_MS).as(path + " took " + took).isEqualTo(path.contains("speed"));
            }
        }
    }

    @Test
    void isNotRecordedAndLeavesNothingBehind() throws Exception {
        String session = record();
        int before = reader.call("dewey_list_sessions").getInt("total");

        try (RelayClient client = RelayClient.connect(dewey.replay(session))) {
            client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
            assertThat(client.next().text()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
            client.sendClose(1000, "");
            client.awaitClose();
        }
        Thread.sleep(500);

        assertThat(reader.call("dewey_list_sessions").getInt("total")).isEqualTo(before);
        assertThat(dewey.readiness()).contains("\"upstream_sessions\":\"0\"").doesNotContain(session);
    }

    @Test
    void answersTheSame404ToWhatIsNoSessionOfTheCallers() {
        String ordinary = reader.call("dewey_begin_conversation").getString("conversation_id");

        assertThat(status("/proxy/replay/" + ordinary)).isEqualTo(404);
        assertThat(status("/proxy/replay/" + UUID.randomUUID())).isEqualTo(404);
        assertThat(status("/proxy/replay/")).isEqualTo(404);
        assertThat(status("/proxy/replay/x")).isEqualTo(404);
        assertThat(status("/proxy/replay/" + ordinary + "?speed=fast")).isEqualTo(400);
    }

    @Test
    void answersOverHttpOnlyThatItIsSpokenToOverWebSocket() throws Exception {
        URI there = dewey.http("/proxy/replay/" + record());
        URI nowhere = dewey.http("/proxy/replay/" + UUID.randomUUID());

        assertThat(post(there)).isEqualTo(426);
        assertThat(post(nowhere)).isEqualTo(404);
    }

    private static int post(URI address) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address)
                                .POST(BodyPublishers.ofString("{}"))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    @SuppressWarnings("try") // a session that is only opened
    private int status(String path) {
        try (RelayClient client = RelayClient.connect(dewey.webSocket(path))) {
            return 101;
        } catch (RuntimeException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    /** A session with an initialize, a list of one tool, and two calls of it, the first of which took long. */
    private String record() throws Exception {
        try (RelayedTalk talk = new RelayedTalk(dewey)) {
            talk.client(
                            "{'jsonrpc':'2.0','id':1,'method':'initialize','params':{'protocolVersion':'2025-06-18','capabilities':{},'clientInfo':{'name':'c','version':'1'}}}")
                    .server(
                            "{'jsonrpc':'2.0','id':1,'result':{'protocolVersion':'2025-06-18','capabilities':{'tools':{}},'serverInfo':{'name':'s','version':'2'}}}")
                    .client("{'jsonrpc':'2.0','method':'notifications/initialized'}")
                    .client("{'jsonrpc':'2.0','id':2,'method':'tools/list'}")
                    .server(
                            "{'jsonrpc':'2.0','id':2,'result':{'tools':[{'name':'echo','inputSchema':{'type':'object'}}]}}")
                    .client(
                            "{'jsonrpc':'2.0','id':3,'method':'tools/call','params':{'name':'echo','arguments':{'n':1}}}");
            Thread.sleep(SLOW_MS);
            return talk.server("{'jsonrpc':'2.0','id':3,'result':{'content':[{'type':'text','text':'first'}]}}")
                    .client(
                            "{'jsonrpc':'2.0','id':4,'method':'tools/call','params':{'name':'echo','arguments':{'n':1}}}")
                    .server("{'jsonrpc':'2.0','id':4,'result':{'content':[{'type':'text','text':'second'}]}}")
                    .end(reader)
                    .getString("conversation_id");
        }
    }
}
