package dewey.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import dewey.json.JsonText;
import dewey.proxy.RelayClient.Close;
import dewey.proxy.RelayClient.Message;
import dewey.proxy.ScriptedSession.Frame;
import dewey.servers.Differences;
import dewey.websocket.RawSocket;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnRunningDewey
@SuppressWarnings("try") // a session that is only opened
class RelayIT {
    private static final String PATH = "/proxy/scripted";

    private final RunningDewey dewey;
    private ScriptedUpstream upstream;

    RelayIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @BeforeEach
    void listen() {
        upstream = new ScriptedUpstream(Integer.parseInt(System.getenv("DEWEY_TEST_UPSTREAM_PORT")));
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    @Test
    void relaysMessagesOfEveryKindAndSizeUnchangedAndInOrder() throws Exception {
        // given
        List<Message> messages = mixture(600);
        try (RelayClient client = connect();
                ScriptedSession server = upstream.session()) {
            // when
            for (Message message : messages) {
                if (message.isBinary()) {
                    client.send(message.payload());
                } else {
                    client.send(message.text());
                }
            }

            // then
            for (Message message : messages) {
                Frame frame = server.read();
                assertThat(frame.opcode())
                        .as(() -> "a frame of " + frame.payload().length + " bytes: " + excerpt(frame))
                        .isEqualTo(message.isBinary() ? ScriptedSession.BINARY : ScriptedSession.TEXT);
                assertThat(frame.payload()).isEqualTo(message.payload());
                server.send(frame.opcode(), frame.payload());
            }
            for (Message message : messages) {
                Message back = client.next();
                assertThat(back.isBinary()).isEqualTo(message.isBinary());
                assertThat(back.payload()).isEqualTo(message.payload());
            }
        }
    }

    @Test
    void keepsWhatIsSentBeforeTheUpstreamIsOpen() throws Exception {
        try (RelayClient client = connect()) {
            Socket early = upstream.connection();
            for (int i = 0; i < 100; i++) {
                client.send("early " + i);
            }
            Thread.sleep(200);

            try (ScriptedSession server = ScriptedSession.handshake(early, true)) {
                for (int i = 0; i < 100; i++) {
                    assertThat(server.read().text()).isEqualTo("early " + i);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FIN", "RST", "CLOSE", "SERVICE RESTART"})
    void answersEachOpenRequestWithOneErrorWhenTheUpstreamIsLost(String how) throws Exception {
        try (RelayClient client = connect();
                ScriptedSession server = upstream.session()) {
            // given
            for (int id = 1; id <= 7; id++) {
                client.send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\"}");
                server.read();
            }
            server.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
            client.next();
            client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":2}}");
            server.read();

            // when
            long begun = System.nanoTime();
            switch (how) {
                case "FIN" -> server.close();
                case "RST" -> server.reset();
                case "CLOSE" -> server.sendClose(1000, "enough");
                default -> server.sendClose(1012, "");
            }

            // then
            List<Integer> ids = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                JsonObject error = JsonText.read(client.next().text()).asJsonObject();
                ids.add(error.getInt("id"));
                assertThat(error.getJsonObject("error").getInt("code")).isEqualTo(-32000);
                assertThat(error.getJsonObject("error").getString("message"))
                        .contains("upstream scripted")
                        .contains("may have been carried out");
            }
            assertThat(ids).containsExactlyInAnyOrder(3, 4, 5, 6, 7);
            int code = client.awaitClose().code();
            assertThat(code).isEqualTo(how.equals("CLOSE") ? 1000 : how.equals("SERVICE RESTART") ? 1012 : 1014);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            assertThat(client.waiting()).isZero();
        }
        assertBothSidesAreReleased();
    }

    @Test
    void sendsWhatTheUpstreamSaidLastBeforeItCloses() throws Exception {
        try (RelayClient client = connect();
                ScriptedSession server = upstream.session()) {
            String last = "x".repeat(3_000_000);
            for (int i = 0; i < 5; i++) {
                server.send(last);
            }
            server.sendClose(4000, "that was all");

            for (int i = 0; i < 5; i++) {
                assertThat(client.next().payload()).hasSize(last.length());
            }
            assertThat(client.awaitClose()).isEqualTo(new Close(4000, "that was all"));
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, bye, 1000", "4001, mine, 4001", "3000, '', 3000"})
    void tellsTheUpstreamHowTheClientClosed(int code, String reason, int seen) throws Exception {
        try (RelayClient client = connect();
                ScriptedSession server = upstream.session()) {
            client.send("last words");
            client.sendClose(code, reason);

            assertThat(server.read().text()).isEqualTo("last words");
            Frame close = server.read();
            assertThat(close.opcode()).isEqualTo(ScriptedSession.CLOSE);
            assertThat(close.closeCode()).isEqualTo(seen);
            assertThat(close.closeReason()).isEqualTo(reason);
            server.sendClose(code, reason);
        }
        assertBothSidesAreReleased();
    }

    @Test
    void closesTheUpstreamWhenTheClientIsLost() throws Exception {
        try (RelayClient client = connect();
                ScriptedSession server = upstream.session()) {
            client.abort();

            assertThat(server.read().closeCode()).isEqualTo(1001);
        }
        assertBothSidesAreReleased();
    }

    @Test
    void doesNotWaitForAnUpstreamThatDoesNotAnswerTheClose() throws Exception {
        try (RelayClient client = connect();
                ScriptedSession server = upstream.session()) {
            client.sendClose(1000, "");
            server.read();

            assertBothSidesAreReleased();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"404 Not Found", "500 Internal Server Error", "200 OK", "302 Found"})
    void saysSoWhenTheUpstreamCannotBeOpened(String status) throws Exception {
        try (RelayClient client = connect()) {
            Socket socket = upstream.connection();
            client.send("{\"jsonrpc\":\"2.0\",\"id\":\"first\",\"method\":\"initialize\"}");
            client.awaitReading();
            ScriptedSession.refuse(socket, status);

            assertThat(client.next().text())
                    .contains("\"id\":\"first\"", "-32000")
                    .contains("HTTP " + status.substring(0, 3))
                    .doesNotContain("127.0.0.1", "carried out");
            assertThat(client.awaitClose().code()).isEqualTo(1014);
        }
        assertBothSidesAreReleased();
    }

    @Test
    void forwardsTheConfiguredHeadersAndNoneOfTheClients() throws Exception {
        for (String[] header : new String[][] {
            {"Authorization", "Bearer of-the-client"},
            {"Cookie", "session=of-the-client"},
            {"X-My-Secret", "of-the-client"}
        }) {
            try (RelayClient client = RelayClient.connectWith(dewey.webSocket(PATH), header[0], header[1]);
                    ScriptedSession server = upstream.session()) {
                assertThat(server.header("authorization")).isEqualTo("Bearer of-the-upstream");
                assertThat(server.headers().values()).noneMatch(value -> value.contains("of-the-client"));
                assertThat(server.requestLine()).isEqualTo("GET /mcp HTTP/1.1");
                assertThat(client.subprotocol()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proxy/unknown",
                "/proxy",
                "/proxy/",
                "/proxy?upstream=unknown",
                "/proxy/scripted?upstream=scripted",
                "/proxy?upstream=scripted&upstream=scripted",
                "/proxy/..%2fadmin",
                "/proxy/scripted%00",
                "/proxy/http:%2f%2f169.254.169.254%2f",
                "/proxy/ws:%2f%2f127.0.0.1:5432"
            })
    void answers404BeforeTheUpgradeToWhatIsNoUpstream(String path) {
        assumeTrue(Differences.leaveToDewey(path), "the server answers 503 by itself to a colon");

        assertThatThrownBy(() -> RelayClient.connect(dewey.webSocket(path)))
                .cause()
                .isInstanceOfSatisfying(WebSocketHandshakeException.class, refused -> assertThat(
                                refused.getResponse().statusCode())
                        .isIn(404, 400));
    }

    @Test
    void isFoundByItsQueryToo() throws Exception {
        try (RelayClient client = RelayClient.connect(dewey.webSocket("/proxy?upstream=scripted"));
                ScriptedSession server = upstream.session()) {
            client.send("hello");

            assertThat(server.read().text()).isEqualTo("hello");
        }
    }

    /** More than may wait for it ({@code dewey.websocket.max-queued-bytes}): the client is kept waiting instead. */
    @Test
    void slowsAClientThatSendsFasterThanTheUpstreamReads() throws Exception {
        assumeTrue(Boolean.parseBoolean(System.getenv("DEWEY_PROXY_OWN_FRAMES")), "Jakarta WebSocket cannot wait");
        int mebibytes = 100;
        try (RelayClient client = connect();
                ScriptedSession server = upstream.session()) {
            for (int i = 0; i < mebibytes; i++) {
                client.send(i + "x".repeat(1 << 20));
            }
            TimeUnit.SECONDS.sleep(1);

            for (int i = 0; i < mebibytes; i++) {
                assertThat(excerpt(server.read())).startsWith(i + "xx");
            }
        }
        assertBothSidesAreReleased();
    }

    @Test
    void closesBothSidesWhenTheUpstreamDoesNotRead() throws Exception {
        try (RelayClient client = connect();
                ScriptedSession server = upstream.session()) {
            client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}");
            for (int i = 0; i < 20; i++) {
                client.send("x".repeat(1 << 20));
            }

            assertThat(client.next().text()).contains("\"id\":1").contains("does not read");
            assertThat(client.awaitClose().code()).isEqualTo(1013);
            assertThat(server.header("host")).isNotNull();
        }
        assertBothSidesAreReleased();
    }

    @Test
    void stopsReadingTheUpstreamWhileTheClientDoesNotReadAndThenClosesIt() throws Exception {
        try (RelayClient client = RelayClient.deaf(dewey.webSocket(PATH));
                ScriptedSession server = upstream.session()) {
            byte[] text = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            long sent = 0;
            try {
                while (sent < 400) {
                    server.send(ScriptedSession.TEXT, text);
                    sent++;
                }
            } catch (IOException cut) {
                // the relay has given up on the client
            }

            assertThat(sent).isLessThan(100);
            assertThat(client.waiting()).isZero();
        }
        assertBothSidesAreReleased();
    }

    /** More clients than any server here has threads that read sockets: none of these may be held by what could not be written. */
    @Test
    void servesOthersAfterClientsThatReadNothingAndWereReset() throws Exception {
        byte[] text = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 12; i++) {
            try (RawSocket client = new RawSocket(dewey.webSocket(PATH));
                    ScriptedSession server = upstream.session()) {
                for (int sent = 0; sent < 4; sent++) {
                    server.send(ScriptedSession.TEXT, text);
                }
                TimeUnit.MILLISECONDS.sleep(50);
                client.reset();
            }
        }

        for (int i = 0; i < 12; i++) {
            try (RelayClient client = connect();
                    ScriptedSession server = upstream.session()) {
                client.send("anybody there?");
                assertThat(server.read().text()).isEqualTo("anybody there?");
                server.send("yes");
                assertThat(client.next().text()).isEqualTo("yes");
            }
        }
        assertBothSidesAreReleased();
    }

    private static String excerpt(Frame frame) {
        return frame.text().substring(0, Math.min(100, frame.text().length()));
    }

    private RelayClient connect() {
        return RelayClient.connect(dewey.webSocket(PATH));
    }

    private void assertBothSidesAreReleased() throws Exception {
        String health = "";
        for (int i = 0; i < 200 && !health.contains("\"upstream_sessions\":\"0\""); i++) {
            Thread.sleep(50);
            health = dewey.readiness();
        }
        assertThat(health).contains("\"clients\":\"0\"").contains("\"upstream_sessions\":\"0\"");
    }

    private static List<Message> mixture(int count) {
        Random random = new Random(7);
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] noise = new byte[random.nextInt(i % 50 == 0 ? 300_000 : 3_000)];
            random.nextBytes(noise);
            messages.add(
                    switch (i % 6) {
                        case 0 -> new Message(true, noise);
                        case 1 -> text("{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"method\":\"ping\"}");
                        case 2 -> text("no JSON é 🔑 \u0000 \ufdd0 ".repeat(noise.length % 40 + 1));
                        case 3 -> text("");
                        case 4 -> new Message(true, new byte[0]);
                        default -> text("{ \"odd\" :\t[1.0, 1e3, \"\\u0041\" ]}" + "y".repeat(noise.length));
                    });
        }
        messages.add(text("z".repeat(16 << 20)));
        messages.add(new Message(true, new byte[16 << 20]));
        return messages;
    }

    private static Message text(String text) {
        return new Message(false, text.getBytes(StandardCharsets.UTF_8));
    }
}
