package dewey.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.features.Call;
import dewey.features.Content;
import dewey.features.Effect;
import dewey.features.InputRequest;
import dewey.features.LogLevel;
import dewey.features.Parameters;
import dewey.features.Tool;
import dewey.features.ToolDescription;
import dewey.features.ToolResult;
import dewey.json.JsonOf;
import dewey.json.JsonText;
import dewey.jsonrpc.Incoming;
import dewey.jsonrpc.JsonRpcReader;
import dewey.jsonrpc.Message;
import dewey.jsonrpc.Message.Notification;
import dewey.jsonrpc.Message.Request;
import dewey.jsonrpc.Message.Response;
import dewey.limits.Allowance;
import dewey.security.Caller;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A tool that asks its client, in both eras. */
@Timeout(20)
class AskingTest {
    private static final InputRequest QUESTION = InputRequest.elicitation("Which?", JsonOf.object("type", "object"));

    private final McpServer server = Engine.of(List.of(new Asking()), List.of(), List.of());
    private final McpSession session = new McpSession(Caller.LOCAL, Allowance.UNLIMITED, text -> {});
    private final CollectedReply reply = new CollectedReply();

    /** Logs, tells how far it is, asks, and says what it was answered. */
    private static final class Asking implements Tool {
        @Override
        public ToolDescription description() {
            return new ToolDescription("ask", "Ask", "Asks", Parameters.of(), null, Effect.READS, null);
        }

        @Override
        public ToolResult call(Call call) {
            call.client().progress(1, 2, "half");
            call.client().log(LogLevel.DEBUG, "test", JsonText.string("detail"));
            call.client().log(LogLevel.WARNING, "test", JsonText.string("careful"));
            JsonObject answer = call.client()
                    .ask(Map.of("q", QUESTION), JsonOf.object("n", 1))
                    .get("q");
            return ToolResult.content(Content.text(answer.getString("action")));
        }
    }

    @Test
    void waitsForTheAnswerInASession() throws Exception {
        initialize(JsonOf.object("elicitation", JsonOf.object()));
        CompletableFuture<Void> call =
                begin(JsonOf.object("name", "ask", "_meta", JsonOf.object("progressToken", "p")));
        JsonObject question = awaitQuestion();

        server.respond(
                session,
                response("{\"jsonrpc\":\"2.0\",\"id\":" + question.get("id") + ",\"result\":{\"action\":\"accept\"}}"));
        call.get(5, TimeUnit.SECONDS);

        assertThat(reply.messages())
                .extracting(message -> message.getString("method"))
                .containsExactly("notifications/progress", "notifications/message", "elicitation/create");
        assertThat(text()).isEqualTo("accept");
    }

    @Test
    void doesNotWaitForEver() {
        initialize(JsonOf.object("elicitation", JsonOf.object()));

        begin(JsonOf.object("name", "ask")).join();

        assertThat(result().getBoolean("isError")).isTrue();
        assertThat(text()).contains("was not answered by the client within");
    }

    @Test
    void passesARefusalOfTheClientOn() throws Exception {
        initialize(JsonOf.object("elicitation", JsonOf.object()));
        CompletableFuture<Void> call = begin(JsonOf.object("name", "ask"));

        server.respond(
                session,
                response("{\"jsonrpc\":\"2.0\",\"id\":" + awaitQuestion().get("id")
                        + ",\"error\":{\"code\":-1,\"message\":\"not now\"}}"));
        call.get(5, TimeUnit.SECONDS);

        assertThat(result().getBoolean("isError")).isTrue();
        assertThat(text()).contains("not now");
    }

    @Test
    void stopsWaitingWhenTheCallIsCancelled() throws Exception {
        initialize(JsonOf.object("elicitation", JsonOf.object()));
        CompletableFuture<Void> call = begin(JsonOf.object("name", "ask"));
        awaitQuestion();

        server.notice(session, (Notification)
                message("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}"));
        call.get(400, TimeUnit.MILLISECONDS);

        assertThat(reply.answer()).isEmpty();
        assertThat(reply.isTakenBack()).isTrue();
    }

    @Test
    void stopsWaitingWhenTheSessionEnds() throws Exception {
        initialize(JsonOf.object("elicitation", JsonOf.object()));
        CompletableFuture<Void> call = begin(JsonOf.object("name", "ask"));
        awaitQuestion();

        session.close();
        call.get(400, TimeUnit.MILLISECONDS);

        assertThat(reply.answer()).isEmpty();
    }

    @Test
    void asksNobodyWhoCannotAnswer() {
        initialize(JsonOf.object());

        begin(JsonOf.object("name", "ask")).join();

        assertThat(reply.messages()).noneMatch(message -> message.containsKey("id"));
        assertThat(reply.answer().orElseThrow().toString()).contains("elicitation");
    }

    @Test
    void endsTheRoundInTheModernEraAndGoesOnInTheNext() {
        JsonObject first = modern(JsonOf.object("name", "ask"));
        String state = first.getString("requestState");

        JsonObject second = modern(JsonOf.object(
                "name",
                "ask",
                "requestState",
                state,
                "inputResponses",
                JsonOf.object("q", JsonOf.object("action", "decline"))));

        assertThat(first.getString("resultType")).isEqualTo("input_required");
        assertThat(first.getJsonObject("inputRequests").getJsonObject("q")).isEqualTo(QUESTION.toJson());
        assertThat(second.getString("resultType")).isEqualTo("complete");
        assertThat(second.getJsonArray("content").getJsonObject(0).getString("text"))
                .isEqualTo("decline");
    }

    private JsonObject modern(JsonObject params) {
        CollectedReply answer = new CollectedReply();
        JsonObject meta = JsonOf.object(
                "io.modelcontextprotocol/protocolVersion",
                "2026-07-28",
                "io.modelcontextprotocol/clientCapabilities",
                JsonOf.object("elicitation", JsonOf.object()));
        JsonObject withMeta = JsonText.object(params).add("_meta", meta).build();
        server.open(
                        new McpSession(Caller.LOCAL, Allowance.UNLIMITED, text -> {}),
                        request("tools/call", withMeta),
                        answer)
                .run();
        return answer.answer().orElseThrow().getJsonObject("result");
    }

    private void initialize(JsonObject capabilities) {
        JsonObject params = JsonOf.object("protocolVersion", "2025-11-25", "capabilities", capabilities);
        server.open(session, request("initialize", params), new CollectedReply())
                .run();
    }

    private CompletableFuture<Void> begin(JsonObject params) {
        Exchange exchange = server.open(session, request("tools/call", params), reply);
        return CompletableFuture.runAsync(exchange::run);
    }

    private JsonObject awaitQuestion() throws InterruptedException {
        while (true) {
            for (JsonObject message : reply.messages()) {
                if (message.containsKey("id")) {
                    return message;
                }
            }
            Thread.sleep(5);
        }
    }

    private JsonObject result() {
        return reply.answer().orElseThrow().getJsonObject("result");
    }

    private String text() {
        return result().getJsonArray("content").getJsonObject(0).getString("text");
    }

    private static Request request(String method, JsonObject params) {
        return (Request)
                message(JsonText.write(JsonOf.object("jsonrpc", "2.0", "id", 7, "method", method, "params", params)));
    }

    private static Response response(String text) {
        return (Response) message(text);
    }

    private static Message message(String text) {
        return ((Incoming.Single) JsonRpcReader.read(text)).message();
    }
}
