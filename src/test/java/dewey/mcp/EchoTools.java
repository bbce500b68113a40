package dewey.mcp;

import dewey.features.Call;
import dewey.features.Effect;
import dewey.features.Parameter;
import dewey.features.Parameters;
import dewey.features.Schema;
import dewey.features.Tool;
import dewey.features.ToolDescription;
import dewey.features.ToolResult;
import dewey.json.JsonText;
import dewey.refusals.Refused;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Tools without a domain, for tests of the engine and of the doors. */
public final class EchoTools {
    public static final Parameter<String> TEXT =
            Parameter.text("text", 1000, "What to say back").required();
    public static final Parameter<String> LANE = Parameter.text("lane", 10, "Calls of one lane keep their order");

    private EchoTools() {}

    /** An engine that offers the given tools. */
    public static McpServer server(Tool... tools) {
        return Engine.of(List.of(tools), List.of(), List.of());
    }

    /** Says back what it is given. */
    public static class Echo implements Tool {
        @Override
        public ToolDescription description() {
            Schema.Members output = Schema.members().always("text", Schema.STRING);
            return new ToolDescription(
                    "echo", "Echo", "Says it back", Parameters.of(TEXT, LANE), output, Effect.READS, LANE);
        }

        @Override
        public ToolResult call(Call call) {
            String text = call.arguments().get(TEXT);
            return ToolResult.of(JsonText.object().add("text", text).build());
        }
    }

    /** Waits until it is let go, or until it is interrupted. */
    public static final class Slow extends Echo {
        public final CountDownLatch started = new CountDownLatch(1);
        public final CountDownLatch mayEnd = new CountDownLatch(1);
        public volatile boolean interrupted;

        @Override
        public ToolDescription description() {
            ToolDescription echo = super.description();
            return new ToolDescription(
                    "slow", "Slow", "Takes its time", echo.input(), echo.output(), echo.effect(), echo.orderedBy());
        }

        @Override
        public ToolResult call(Call call) {
            started.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                interrupted = true;
                throw new IllegalStateException("interrupted");
            }
            return super.call(call);
        }
    }

    /** Fails in the way it is told. */
    public static final class Failing extends Echo {
        @Override
        public ToolDescription description() {
            ToolDescription echo = super.description();
            return new ToolDescription("failing", "Failing", "Fails", echo.input(), echo.output(), echo.effect(), null);
        }

        @Override
        public ToolResult call(Call call) {
            if (call.arguments().get(TEXT).equals("refuse")) {
                throw Refused.invalid("text", "is refused");
            }
            throw new IllegalStateException("secret of the inside: password=hunter2");
        }
    }
}
