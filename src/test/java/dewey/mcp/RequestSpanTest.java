package dewey.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.json.InvalidJson;
import dewey.json.JsonText;
import dewey.jsonrpc.Message.Request;
import dewey.jsonrpc.RequestId;
import dewey.limits.Allowance;
import dewey.security.Caller;
import dewey.spans.CollectedSpans;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RequestSpanTest {
    private static final String CONVERSATION = "01a216d6-43e1-7000-9460-9f42489b22d6";
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final CollectedSpans collected = new CollectedSpans();
    private final McpServer server = Engine.of(
            List.of(new EchoTools.Echo(), new EchoTools.Failing()),
            List.of(),
            List.of(),
            new Subscriptions(),
            collected.spans());
    private final McpSession session = new McpSession(Caller.LOCAL, Allowance.UNLIMITED, text -> {});

    @Test
    void ofACallIsNamedAfterItsToolAndBelowItsClient() throws Exception {
        SpanData span = ask(
                "7",
                "tools/call",
                "{\"name\":\"echo\",\"arguments\":{\"text\":\"secret\"},\"_meta\":{\"traceparent\":\"" + PARENT + "\","
                        + "\"tracestate\":\"vendor=1\",\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        + "\"io.modelcontextprotocol/clientCapabilities\":{}}}");

        assertThat(span.getName()).isEqualTo("tools/call echo");
        assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(PARENT).contains(span.getTraceId() + "-" + span.getParentSpanId());
        assertThat(span.getSpanContext().getTraceState().get("vendor")).isEqualTo("1");
        assertThat(attributes(span))
                .containsOnly(
                        Map.entry("mcp.method.name", "tools/call"),
                        Map.entry("mcp.protocol.version", "2026-07-28"),
                        Map.entry("gen_ai.operation.name", "execute_tool"),
                        Map.entry("gen_ai.tool.name", "echo"),
                        Map.entry("jsonrpc.request.id", "7"));
    }

    @Test
    void saysThatACallWasRefusedAlthoughItHasAResult() throws Exception {
        initialize();

        SpanData span = ask("\"a\"", "tools/call", "{\"name\":\"failing\",\"arguments\":{\"text\":\"refuse\"}}");

        assertThat(attributes(span))
                .containsEntry("error.type", "tool_error")
                .doesNotContainKey("rpc.response.status_code");
    }

    @Test
    void ofAnInternalErrorLeadsToTheLogAndTellsNothingElse() throws Exception {
        initialize();

        SpanData span = ask("\"a\"", "tools/call", "{\"name\":\"failing\",\"arguments\":{\"text\":\"fail\"}}");

        assertThat(attributes(span))
                .containsEntry("error.type", "-32603")
                .containsEntry("rpc.response.status_code", "-32603")
                .containsEntry("mcp.protocol.version", "2025-11-25");
        assertThat(span.getStatus().getDescription()).matches("Internal error \\(incident [0-9a-f]{6}\\)");
        assertThat(span.toString()).doesNotContain("hunter2");
    }

    @Test
    void hasTheConversationButNoOtherArgument() throws Exception {
        initialize();

        SpanData known = ask("1", "tools/call", call("echo", CONVERSATION));
        SpanData misplaced = ask("2", "tools/call", call("echo", "a secret in the wrong place"));

        assertThat(attributes(known)).containsEntry("dewey.conversation_id", CONVERSATION);
        assertThat(misplaced.toString()).doesNotContain("secret");
    }

    @Test
    void isNeverNamedByWhatAClientMakesUp() throws Exception {
        initialize();

        assertThat(ask("1", "tools/call", call("made up", CONVERSATION)).getName())
                .isEqualTo("tools/call");
        assertThat(ask("2", "prompts/get", "{\"name\":\"made up\"}").getName()).isEqualTo("prompts/get");
        assertThat(ask("3", "made/up", "{\"name\":\"echo\"}").getName()).isEqualTo("_OTHER");
        assertThat(ask("4", "tools/list", "{\"name\":\"echo\"}").getName()).isEqualTo("tools/list");
        assertThat(attributes(ask("\"" + "x".repeat(10_000) + "\"", "ping", "{}"))
                        .get("jsonrpc.request.id"))
                .hasSizeLessThan(100);
    }

    private static String call(String tool, String conversation) {
        return "{\"name\":\"" + tool + "\",\"arguments\":{\"text\":\"x\",\"conversation_id\":\"" + conversation
                + "\"}}";
    }

    private void initialize() throws InvalidJson {
        ask(
                "0",
                "initialize",
                "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}");
    }

    private SpanData ask(String id, String method, String params) throws InvalidJson {
        int before = collected.ended().size();
        server.open(
                        session,
                        new Request(
                                new RequestId(id), method, JsonText.read(params).asJsonObject()),
                        new CollectedReply())
                .run();
        assertThat(collected.ended()).hasSize(before + 1);
        return collected.ended().get(before);
    }

    private static Map<String, String> attributes(SpanData span) {
        return span.getAttributes().asMap().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().getKey(), entry -> entry.getValue()
                        .toString()));
    }
}
