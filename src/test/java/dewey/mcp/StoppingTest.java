package dewey.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.jsonrpc.Incoming;
import dewey.jsonrpc.JsonRpcReader;
import dewey.jsonrpc.Message.Request;
import dewey.limits.Allowance;
import dewey.security.Caller;
import dewey.spans.Spans;
import dewey.threads.Shutdown;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients are answered while the server stops: what they asked for, or when to come again, and never that something is broken. */
class StoppingTest {
    private static final String MODERN = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private final Shutdown shutdown = new Shutdown(Duration.ofMinutes(1), Duration.ZERO);
    private final Thread stopping = new Thread(shutdown::begin);
    private final McpServer server = Engine.of(
            List.of(new EchoTools.Echo(), new EchoTools.Failing()),
            List.of(),
            List.of(),
            new Subscriptions(),
            new Spans(),
            shutdown);
    private final McpSession session = new McpSession(Caller.LOCAL, Allowance.UNLIMITED, text -> {});

    @AfterEach
    void end() throws InterruptedException {
        stopping.interrupt();
        stopping.join();
    }

    @Test
    void servesWhileTheEndIsOnlyAnnounced() throws InterruptedException {
        announce();

        assertThat(call("echo").getJsonObject("result").getBoolean("isError")).isFalse();
    }

    @Test
    void saysWhenToComeAgainToWhatFailsMeanwhile() throws InterruptedException {
        announce();

        JsonObject error = call("failing").getJsonObject("error");

        assertThat(error.getString("message")).isEqualTo("the server is stopping; try again in 1 s");
        assertThat(error.getJsonObject("data").getString("reason")).isEqualTo("unavailable");
        assertThat(error.getJsonObject("data").getInt("retry_after_ms")).isPositive();
    }

    @Test
    void beginsNoCallOnceItRefuses() throws InterruptedException {
        announce();
        stopping.interrupt();
        stopping.join();

        JsonObject result = call("echo").getJsonObject("result");
        JsonObject error = ask("resources/list", "{" + MODERN + "}").getJsonObject("error");

        assertThat(result.getBoolean("isError")).isTrue();
        JsonObject refusal = result.getJsonObject("structuredContent").getJsonObject("error");
        assertThat(refusal.getString("reason")).isEqualTo("unavailable");
        assertThat(refusal.getInt("retry_after_ms")).isPositive();
        assertThat(error.getJsonObject("data").getString("reason")).isEqualTo("unavailable");
        assertThat(ask("tools/list", "{" + MODERN + "}")).containsKey("result");
    }

    private void announce() throws InterruptedException {
        stopping.start();
        while (!shutdown.isAnnounced()) {
            Thread.sleep(1);
        }
    }

    private JsonObject call(String tool) {
        return ask("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":{\"text\":\"x\"}," + MODERN + "}");
    }

    private JsonObject ask(String method, String params) {
        String text = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
        CollectedReply reply = new CollectedReply();
        server.open(session, (Request) ((Incoming.Single) JsonRpcReader.read(text)).message(), reply)
                .run();
        return reply.answer().orElseThrow();
    }
}
