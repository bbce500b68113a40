package dewey.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.jsonrpc.Incoming;
import dewey.jsonrpc.JsonRpcException;
import dewey.jsonrpc.JsonRpcReader;
import dewey.jsonrpc.Message.Notification;
import dewey.jsonrpc.Message.Request;
import dewey.limits.Allowance;
import dewey.security.Caller;
import jakarta.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class McpServerTest {
    private static final String MODERN = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private static final Request SLOW_CALL =
            request("tools/call", "{\"name\":\"slow\",\"arguments\":{\"text\":\"x\"}}");

    private final EchoTools.Slow slow = new EchoTools.Slow();
    private final McpServer server = EchoTools.server(new EchoTools.Echo(), new EchoTools.Failing(), slow);
    private final McpSession session = new McpSession(Caller.LOCAL, Allowance.UNLIMITED, text -> {});

    @ParameterizedTest
    @CsvSource({
        "2025-11-25,2025-11-25",
        "2025-06-18,2025-06-18",
        "2025-03-26,2025-03-26",
        "2024-11-05,2024-11-05",
        "1999-01-01,2025-11-25",
        "2026-07-28,2025-11-25"
    })
    void settlesTheRevisionInInitialize(String asked, String settled) {
        JsonObject result = initialize(asked);

        assertThat(result.getString("protocolVersion")).isEqualTo(settled);
        assertThat(result.getJsonObject("serverInfo").getString("name")).isEqualTo("dewey");
        assertThat(result.getJsonObject("capabilities")).containsKey("tools");
        assertThat(result).doesNotContainKeys("resultType", "_meta");
    }

    @Test
    void answersOnlyPingBeforeInitialize() {
        assertThat(ask("ping", "{}").getJsonObject("result")).isEmpty();
        assertThat(errorCode(ask("tools/list", "{}"))).isEqualTo(-32600);
        assertThat(errorCode(ask("nonsense", "{}"))).isEqualTo(-32600);
    }

    @Test
    void initializesASessionOnce() {
        initialize("2025-11-25");

        assertThat(errorCode(ask("initialize", "{\"protocolVersion\":\"2025-11-25\"}")))
                .isEqualTo(-32600);
    }

    @Test
    void listsToolsInTheOrderOfTheirNames() {
        initialize("2025-11-25");

        JsonObject result = ask("tools/list", "{}").getJsonObject("result");

        assertThat(result.getJsonArray("tools"))
                .extracting(tool -> tool.asJsonObject().getString("name"))
                .containsExactly("echo", "failing", "slow");
        assertThat(result).doesNotContainKeys("ttlMs", "resultType");
        assertThat(errorCode(ask("tools/list", "{\"cursor\":\"x\"}"))).isEqualTo(-32602);
    }

    @Test
    void givesTheStructuredContentAlsoAsText() throws InvalidJson {
        initialize("2025-06-18");

        JsonObject result = call("echo", "{\"text\":\"hi \\ud800\"}").getJsonObject("result");

        JsonObject structured = result.getJsonObject("structuredContent");
        String text = result.getJsonArray("content").getJsonObject(0).getString("text");
        assertThat(structured.getString("text")).isEqualTo("hi \ud800");
        assertThat(JsonText.read(text)).isEqualTo(structured);
        assertThat(result.getBoolean("isError")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"name\":7}", "{\"name\":\"no_such_tool\"}", "{\"name\":\"echo\",\"arguments\":[]}"})
    void answersAMalformedCallWithInvalidParams(String params) {
        initialize("2025-11-25");

        assertThat(errorCode(ask("tools/call", params))).isEqualTo(-32602);
    }

    @Test
    void answersBadArgumentsAsAResultThatAModelCanActOn() {
        initialize("2025-11-25");

        JsonObject result = call("echo", "{\"txt\":\"hi\"}").getJsonObject("result");

        JsonObject error = result.getJsonObject("structuredContent").getJsonObject("error");
        assertThat(result.getBoolean("isError")).isTrue();
        assertThat(error.getString("reason")).isEqualTo("invalid_argument");
        assertThat(error.getString("field")).isEqualTo("txt");
        assertThat(result.getJsonArray("content").getJsonObject(0).getString("text"))
                .isEqualTo("txt is not an argument; known are text, lane");
    }

    @Test
    void tellsNothingOfTheInsideWhenAToolFails() {
        initialize("2025-11-25");

        JsonObject answer = call("failing", "{\"text\":\"break\"}");

        assertThat(errorCode(answer)).isEqualTo(-32603);
        assertThat(answer.getJsonObject("error").getString("message"))
                .matches("Internal error \\(incident [0-9a-f]{6}\\)");
        assertThat(answer.toString()).doesNotContain("hunter2").doesNotContain("IllegalState");
    }

    @Test
    void speaksTheModernEraWithoutASession() {
        JsonObject discovered = ask("server/discover", "{" + MODERN + "}").getJsonObject("result");
        JsonObject listed = ask("tools/list", "{" + MODERN + "}").getJsonObject("result");
        JsonObject called = ask("tools/call", "{\"name\":\"echo\",\"arguments\":{\"text\":\"x\"}," + MODERN + "}")
                .getJsonObject("result");

        assertThat(discovered.getJsonArray("supportedVersions").getString(0)).isEqualTo("2026-07-28");
        assertThat(discovered).containsKeys("capabilities", "ttlMs", "cacheScope", "_meta");
        assertThat(listed).containsKeys("ttlMs", "cacheScope");
        assertThat(called.getString("resultType")).isEqualTo("complete");
        assertThat(called.getJsonObject("_meta")).containsKey("io.modelcontextprotocol/serverInfo");
        assertThat(called.getJsonObject("structuredContent").getString("text")).isEqualTo("x");
    }

    @Test
    void decidesTheEraMessageByMessage() {
        initialize("2025-11-25");

        assertThat(ask("server/discover", "{" + MODERN + "}")).containsKey("result");
        assertThat(errorCode(ask("server/discover", "{}"))).isEqualTo(-32601);
        assertThat(ask("ping", "{}")).containsKey("result");
        assertThat(errorCode(ask("ping", "{" + MODERN + "}"))).isEqualTo(-32601);
    }

    @Test
    void checksTheModernMetaInOrder() {
        String noCapabilities = "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"1999-01-01\"}}";
        String noVersion = "{\"_meta\":{\"io.modelcontextprotocol/clientCapabilities\":{}}}";
        String oldVersion = "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"1999-01-01\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{}}}";

        assertThat(errorCode(ask("nonsense", noCapabilities))).isEqualTo(-32602);
        assertThat(errorCode(ask("tools/list", noVersion))).isEqualTo(-32602);
        JsonObject unsupported = ask("nonsense", oldVersion);
        assertThat(errorCode(unsupported)).isEqualTo(-32022);
        JsonObject data = unsupported.getJsonObject("error").getJsonObject("data");
        assertThat(data.getString("requested")).isEqualTo("1999-01-01");
        assertThat(data.getJsonArray("supported")).isNotEmpty();
        assertThat(errorCode(ask("nonsense", "{" + MODERN + "}"))).isEqualTo(-32601);
    }

    @Test
    void refusesAnIdThatIsStillOpen() {
        CollectedReply reply = new CollectedReply();
        Exchange first = server.open(session, request("ping", "{}"), reply);

        assertThatThrownBy(() -> server.open(session, request("ping", "{}"), new CollectedReply()))
                .isInstanceOf(JsonRpcException.class);

        first.run();
        assertThat(reply.answer()).isPresent();
        assertThat(ask("ping", "{}")).containsKey("result");
    }

    @Test
    void givesNoAnswerToARequestThatWasCancelledWhileItWaited() {
        initialize("2025-11-25");
        CollectedReply reply = new CollectedReply();
        Exchange exchange = server.open(session, SLOW_CALL, reply);

        server.notice(session, cancelled("1"));

        exchange.run();
        assertThat(reply.answer()).isEmpty();
        assertThat(reply.isTakenBack()).isTrue();
        assertThat(slow.started.getCount()).isEqualTo(1);
        assertThat(session.openRequests()).isZero();
    }

    @Test
    void takesBackWhatIsOpenWhenItsSessionEnds() {
        initialize("2025-11-25");
        CollectedReply reply = new CollectedReply();
        Exchange exchange = server.open(session, SLOW_CALL, reply);

        session.close();

        assertThat(reply.isTakenBack()).isTrue();
        exchange.run();
        assertThat(reply.answer()).isEmpty();
    }

    @Test
    void stopsTheWorkOfARequestThatIsCancelledWhileItRuns() throws Exception {
        initialize("2025-11-25");
        CollectedReply reply = new CollectedReply();
        Exchange exchange = server.open(session, SLOW_CALL, reply);
        CompletableFuture<Void> run = CompletableFuture.runAsync(exchange::run);
        assertThat(slow.started.await(5, TimeUnit.SECONDS)).isTrue();

        server.notice(session, cancelled("1"));

        run.get(5, TimeUnit.SECONDS);
        assertThat(reply.answer()).isEmpty();
        assertThat(reply.isTakenBack()).isTrue();
        assertThat(slow.interrupted).isTrue();
    }

    @Test
    void ignoresCancellationsOfUnknownRequestsAndUnknownNotifications() {
        server.notice(session, cancelled("\"other\""));
        server.notice(session, new Notification("notifications/unheard-of", JsonObject.EMPTY_JSON_OBJECT));

        assertThat(ask("ping", "{}")).containsKey("result");
    }

    private JsonObject initialize(String version) {
        return ask("initialize", "{\"protocolVersion\":\"" + version + "\",\"capabilities\":{}}")
                .getJsonObject("result");
    }

    private JsonObject call(String tool, String arguments) {
        return ask("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
    }

    private JsonObject ask(String method, String params) {
        CollectedReply reply = new CollectedReply();
        server.open(session, request(method, params), reply).run();
        return reply.answer().orElseThrow();
    }

    private static Request request(String method, String params) {
        String text = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
        return (Request) ((Incoming.Single) JsonRpcReader.read(text)).message();
    }

    private static Notification cancelled(String id) {
        String text =
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" + id + "}}";
        return (Notification) ((Incoming.Single) JsonRpcReader.read(text)).message();
    }

    private static int errorCode(JsonObject answer) {
        return answer.getJsonObject("error").getInt("code");
    }
}
