package dewey.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.limits.Allowance;
import dewey.mcp.EchoTools;
import dewey.mcp.McpSession;
import dewey.security.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InboxTest {
    private final EchoTools.Slow slow = new EchoTools.Slow();
    private final ExecutorService workers = Executors.newFixedThreadPool(8);
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final Inbox inbox = inbox(new Inbox.Bounds(1000, 100_000, 4));

    @BeforeEach
    void initialize() throws InterruptedException {
        initialize(inbox);
    }

    @AfterEach
    void end() {
        slow.mayEnd.countDown();
        workers.shutdown();
    }

    @Test
    void answersOthersWhileASlowCallRuns() throws InterruptedException {
        inbox.add(call(1, "slow", "a"));
        inbox.add(call(2, "echo", "b"));
        inbox.add(message(3, "ping", "{}"));

        assertThat(List.of(answer(), answer()))
                .anyMatch(text -> text.contains("\"id\":2"))
                .anyMatch(text -> text.contains("\"id\":3"));
        assertThat(inbox.isIdle()).isFalse();

        slow.mayEnd.countDown();
        assertThat(answer()).contains("\"id\":1");
    }

    @Test
    void keepsTheOrderWithinALane() throws InterruptedException {
        inbox.add(call(1, "slow", "one"));
        for (int id = 2; id <= 200; id++) {
            inbox.add(call(id, "echo", "ONE"));
        }
        inbox.add(call(1000, "echo", "other"));
        assertThat(answer()).contains("\"id\":1000");

        slow.mayEnd.countDown();

        for (int id = 1; id <= 200; id++) {
            assertThat(answer()).contains("\"id\":" + id + ",");
        }
        awaitIdle(inbox);
    }

    @Test
    void runsNoMoreThanItsBoundAtOnceAndLosesNothing() throws InterruptedException {
        List<Integer> expected = new ArrayList<>();
        for (int id = 1; id <= 500; id++) {
            inbox.add(call(id, "echo", "lane" + id % 7));
            expected.add(id);
        }

        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            seen.add(Integer.valueOf(answer().replaceAll(".*\"id\":(\\d+),.*", "$1")));
        }

        assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void saysWhenItIsFull() throws InterruptedException {
        Inbox small = inbox(new Inbox.Bounds(2, 1000, 1));
        initialize(small);

        boolean first = small.add(call(1, "slow", "a"));
        boolean second = small.add(call(2, "slow", "a"));
        boolean third = small.add(call(3, "slow", "a"));

        assertThat(List.of(first, second, third)).containsExactly(true, true, false);
    }

    @Test
    void takesOneMessageOfAnySize() throws InterruptedException {
        Inbox small = inbox(new Inbox.Bounds(2, 1000, 1));

        assertThat(small.add(message(1, "ping", "{\"x\":\"" + "y".repeat(5000) + "\"}")))
                .isTrue();

        assertThat(answer()).contains("\"id\":1");
    }

    @Test
    void cancelsACallThatWaitsBehindAnother() throws InterruptedException {
        inbox.add(call(1, "slow", "a"));
        inbox.add(call(2, "slow", "a"));
        inbox.add("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":2}}");
        inbox.add(message(3, "ping", "{}"));
        assertThat(answer()).contains("\"id\":3");

        slow.mayEnd.countDown();

        assertThat(answer()).contains("\"id\":1");
        assertThat(answers.poll(100, TimeUnit.MILLISECONDS)).isNull();
        awaitIdle(inbox);
    }

    @Test
    void answersABatchInOneText() throws InterruptedException {
        inbox.add("[" + call(1, "echo", "a") + "," + message(2, "ping", "{}") + ",7]");

        assertThat(answer())
                .startsWith("[")
                .contains("\"id\":1")
                .contains("\"id\":2")
                .contains("-32600");
    }

    @Test
    void keepsABatchInTheLanesOfAllItsCalls() throws InterruptedException {
        inbox.add("[" + call(1, "slow", "one") + "," + call(2, "echo", "two") + "]");
        inbox.add("[" + call(3, "echo", "two") + "," + call(4, "echo", "one") + "," + call(5, "echo", "two") + "]");
        inbox.add(call(6, "echo", "two"));
        inbox.add(call(7, "echo", "other"));
        assertThat(answer()).contains("\"id\":7");

        slow.mayEnd.countDown();

        assertThat(answer()).contains("\"id\":1", "\"id\":2");
        assertThat(answer()).contains("\"id\":3", "\"id\":4", "\"id\":5");
        assertThat(answer()).contains("\"id\":6");
        awaitIdle(inbox);
    }

    @Test
    void answersWhatItCannotReadAndGoesOn() throws InterruptedException {
        inbox.add("{");
        inbox.add(message(1, "ping", "{}"));

        assertThat(answer()).contains("-32700");
        assertThat(answer()).contains("\"id\":1");
    }

    private Inbox inbox(Inbox.Bounds bounds) {
        return new Inbox(
                EchoTools.server(new EchoTools.Echo(), slow),
                new McpSession(Caller.LOCAL, Allowance.UNLIMITED, text -> {}),
                workers,
                answers::add,
                bounds);
    }

    private void initialize(Inbox fresh) throws InterruptedException {
        fresh.add(message(0, "initialize", "{\"protocolVersion\":\"2025-03-26\"}"));
        assertThat(answer()).contains("2025-03-26");
        awaitIdle(fresh);
    }

    private static void awaitIdle(Inbox inbox) throws InterruptedException {
        for (int i = 0; i < 500 && !inbox.isIdle(); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(inbox.isIdle()).isTrue();
    }

    private String answer() throws InterruptedException {
        String answer = answers.poll(5, TimeUnit.SECONDS);
        assertThat(answer).as("an answer within 5 s").isNotNull();
        return answer;
    }

    private static String call(int id, String tool, String lane) {
        String arguments = "{\"text\":\"x\",\"lane\":\"" + lane + "\"}";
        return message(id, "tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
    }

    private static String message(int id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }
}
