package dewey.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonOf;
import dewey.json.JsonText;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However a socket is lost, the server lets go of it, and other sockets notice nothing. */
@OnRunningDewey
class LostSocketsIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    /** Three intervals of the pings that pom.xml sets, and the pace of the watch. */
    private static final Duration OF_SILENCE = Duration.ofSeconds(15);
    /** More than the threads that answer requests: one that waited for a lost peer would be missed here. */
    private static final int MANY = 40;

    private static final int FEW = 10;

    private static final String CANCELLED = "57014";
    private static final Pattern OPEN_SOCKETS = Pattern.compile("\"open_sockets\":\"?(\\d+)");

    private final RunningDewey dewey;
    private McpClient other;
    private int openBefore;

    LostSocketsIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void connectAnother() throws Exception {
        awaitOpenSockets(0, SOON);
        other = McpClient.modern(dewey.mcp());
        openBefore = 1;
        awaitOpenSockets(openBefore, SOON);
    }

    @AfterEach
    void disconnect() {
        assertThat(other.isOpen()).isTrue();
        other.close();
    }

    @Test
    void letsGoOfASocketThatThePeerCloses() throws Exception {
        try (RawSocket socket = new RawSocket(dewey.mcp())) {
            // given
            awaitOpenSockets(openBefore + 1, SOON);

            // when
            socket.sendClose(1000);

            // then
            assertThat(socket.closeCode()).isEqualTo(1000);
            awaitOpenSockets(openBefore, SOON);
        }
    }

    @Test
    void letsGoOfASocketThatEndsWithoutACloseFrame() throws Exception {
        // given
        RawSocket socket = new RawSocket(dewey.mcp());
        awaitOpenSockets(openBefore + 1, SOON);

        // when
        socket.close();

        // then
        awaitOpenSockets(openBefore, SOON);
    }

    @Test
    void letsGoOfSocketsThatAreReset() throws Exception {
        // given
        List<RawSocket> sockets = open(MANY);

        // when
        for (RawSocket socket : sockets) {
            socket.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
            socket.reset();
        }

        // then: the container tells of nearly all at once; the pings find what it misses
        awaitOpenSockets(openBefore, OF_SILENCE);
        assertIsServed(other);
    }

    @Test
    void keepsNothingOfMessagesThatAreBrokenOff() throws Exception {
        // given
        long before = dewey.process().liveBytes();
        // so few that all is sent before pings are missed, on a slow machine, too
        List<RawSocket> sockets = open(FEW);

        // when
        for (RawSocket socket : sockets) {
            socket.sendBeginning(16 << 20, 4 << 20);
        }
        TimeUnit.MILLISECONDS.sleep(500);
        assertThat(dewey.process().liveBytes() - before).isGreaterThan(FEW * (3L << 20));
        for (RawSocket socket : sockets) {
            socket.reset();
        }
        awaitOpenSockets(openBefore, OF_SILENCE);

        // then
        assertThat(dewey.process().liveBytes() - before).isLessThan(FEW * (1L << 20));
    }

    @Test
    void letsGoOfAPeerThatAnswersNoPings() throws Exception {
        try (RawSocket socket = new RawSocket(dewey.mcp())) {
            // given
            awaitOpenSockets(openBefore + 1, SOON);
            TimeUnit.SECONDS.sleep(3);
            assertThat(openSockets()).as("after one missed pong").isEqualTo(openBefore + 1);

            // then
            awaitOpenSockets(openBefore, OF_SILENCE);
            assertThat(socket.closeCode()).isEqualTo(1001);
            assertIsServed(other);
        }
    }

    @Test
    void letsGoOfAPeerThatDoesNotReadThoughItIsAlive() throws Exception {
        try (RawSocket socket = new RawSocket(dewey.mcp())) {
            // given
            // the system and the container take about 10 MB before a send waits; an answer has 0.8 MB
            ask(socket, conversationOf(400_000), 40);

            // when
            long until = System.nanoTime() + OF_SILENCE.toNanos();
            while (openSockets() > openBefore && System.nanoTime() < until) {
                socket.sendPong();
                TimeUnit.MILLISECONDS.sleep(200);
            }

            // then
            assertThat(openSockets()).isEqualTo(openBefore);
            assertThat(dewey.log().text()).contains("1008 answers are not read");
            assertIsServed(other);
        }
    }

    @Test
    void letsGoOfManyPeersThatDoNotReadAndServesTheOthersMeanwhile() throws Exception {
        // given
        String conversation = conversationOf(400_000);
        List<RawSocket> sockets = open(MANY);

        // when
        for (RawSocket socket : sockets) {
            ask(socket, conversation, 8);
        }

        // then
        awaitOpenSockets(openBefore, Duration.ofSeconds(30));
        assertIsServed(other);
        for (RawSocket socket : sockets) {
            socket.close();
        }
        assertIsServed(other);
        // each idle thread of the container may keep the last one that it worked for
        awaitSockets(MANY / 2);
    }

    private void awaitSockets(long most) throws InterruptedException {
        long until = System.nanoTime() + OF_SILENCE.toNanos();
        while (socketsAlive() > most && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(500);
        }
        assertThat(socketsAlive()).as("sockets in memory").isLessThanOrEqualTo(most);
    }

    private long socketsAlive() {
        return dewey.process().liveObjects().getOrDefault(OpenSocket.class.getName(), 0L);
    }

    @Test
    void closesASocketWithTooManyUnansweredMessages() throws Exception {
        try (McpClient eager = McpClient.modern(dewey.mcp())) {
            // given
            String conversation = other.structured("dewey_begin_conversation", JsonOf.object())
                    .getString("conversation_id");
            CompletableFuture<Void> held =
                    CompletableFuture.runAsync(() -> hold(conversation), work -> new Thread(work).start());
            awaitHeld();

            // when
            for (int i = 0; i <= 10_000; i++) {
                eager.send(JsonText.write(call(i, "dewey_store_message", conversation)));
            }

            // then
            assertThat(eager.closeCode()).isEqualTo(1013);
            assertThat(held).isNotDone();
            awaitOpenSockets(openBefore, SOON);
            assertIsServed(other);
            letGo();
            McpClient.await(held);
        }
    }

    private List<RawSocket> open(int count) throws Exception {
        List<RawSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new RawSocket(dewey.mcp()));
        }
        awaitOpenSockets(openBefore + count, SOON);
        return sockets;
    }

    private static void ask(RawSocket socket, String conversation, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            socket.send(JsonText.write(call(i, "dewey_get_conversation", conversation)));
        }
    }

    private static void assertIsServed(McpClient client) {
        long begun = System.nanoTime();
        assertThat(client.call("dewey_list_conversations", JsonOf.object()).getBoolean("isError"))
                .isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
    }

    private String conversationOf(int bytes) {
        String id =
                other.structured("dewey_begin_conversation", JsonOf.object()).getString("conversation_id");
        other.structured(
                "dewey_store_message",
                JsonOf.object("conversation_id", id, "role", "user", "content", "x".repeat(bytes)));
        return id;
    }

    private static JsonObject call(int id, String tool, String conversation) {
        JsonObject arguments = tool.equals("dewey_store_message")
                ? JsonOf.object("conversation_id", conversation, "role", "user", "content", "x")
                : JsonOf.object("conversation_id", conversation);
        JsonObject meta = JsonOf.object(
                "io.modelcontextprotocol/protocolVersion",
                McpClient.MODERN,
                "io.modelcontextprotocol/clientCapabilities",
                JsonOf.object());
        return JsonOf.object(
                "jsonrpc",
                "2.0",
                "id",
                id,
                "method",
                "tools/call",
                "params",
                JsonOf.object("_meta", meta, "name", tool, "arguments", arguments));
    }

    /** Locks the row that every store into the conversation needs, until {@link #letGo}, however long the others take to come. */
    private void hold(String conversation) {
        try {
            dewey.postgres()
                    .execute("DO $$ BEGIN PERFORM FROM conversations WHERE id = '" + conversation
                            + "' FOR UPDATE; PERFORM pg_sleep(60); END $$");
        } catch (SQLException e) {
            if (!CANCELLED.equals(e.getSQLState())) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void letGo() throws SQLException {
        dewey.postgres().ask("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
    }

    private void awaitHeld() throws Exception {
        while (dewey.postgres()
                .ask("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
                .equals("0")) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void awaitOpenSockets(int expected, Duration patience) throws Exception {
        long until = System.nanoTime() + patience.toNanos();
        while (openSockets() != expected && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(openSockets()).as("open sockets").isEqualTo(expected);
    }

    /** As the readiness check tells. */
    private int openSockets() throws Exception {
        String body = dewey.readiness();
        Matcher count = OPEN_SOCKETS.matcher(body);
        assertThat(count.find()).as(body).isTrue();
        return Integer.parseInt(count.group(1));
    }
}
