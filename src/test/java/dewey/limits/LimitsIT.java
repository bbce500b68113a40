package dewey.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.json.JsonOf;
import dewey.launcher.LaunchedDewey;
import dewey.websocket.McpClient;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A Dewey with narrow limits, which hold for local callers, too: how it says no, and at last how it stops. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "sends signals")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LimitsIT {
    private static final int SIGTERM = 128 + 15;
    private static final int SOCKETS = 6;
    private static final int BURST = 10;
    private static final int CUT = 1006;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private LaunchedDewey dewey;

    @BeforeAll
    void launch(@TempDir Path parent) throws Exception {
        dewey = LaunchedDewey.begin(
                        parent.resolve("data"),
                        LaunchedDewey.freePort(),
                        Map.of(
                                "DEWEY_LIMITS_LOCAL", "true",
                                "DEWEY_LIMITS_READ_PER_SECOND", "5",
                                "DEWEY_LIMITS_READ_BURST", Integer.toString(BURST),
                                "DEWEY_LIMITS_MESSAGES_PER_SECOND", "50",
                                "DEWEY_LIMITS_MESSAGES_BURST", "400",
                                "DEWEY_LIMITS_MAX_CONNECTIONS_PER_ADDRESS", Integer.toString(SOCKETS),
                                "DEWEY_HTTP_HEAD_TIMEOUT", "2s",
                                "DEWEY_HTTP_BODY_TIMEOUT", "1s",
                                "DEWEY_SHUTDOWN_ANNOUNCE_TIME", "2s"))
                .awaitReady();
    }

    @AfterAll
    void leaveNothingBehind() throws Exception {
        dewey.end();
    }

    @Test
    @Order(1)
    void aLimitedCallIsToldWhenToComeAgainAndIsTakenThen() throws Exception {
        try (McpClient client = McpClient.modern(dewey.mcp())) {
            // given
            List<JsonObject> results = IntStream.range(0, 12 * BURST)
                    .mapToObj(i -> client.beginCall("dewey_list_startup_contexts", JsonOf.object()))
                    .toList()
                    .stream()
                    .map(call -> McpClient.await(call).getJsonObject("result"))
                    .toList();

            // when
            List<JsonObject> refused = results.stream()
                    .filter(result -> result.getBoolean("isError"))
                    .map(result -> result.getJsonObject("structuredContent").getJsonObject("error"))
                    .toList();

            // then
            assertThat(results.size() - refused.size()).isGreaterThanOrEqualTo(BURST);
            assertThat(refused).isNotEmpty().allSatisfy(error -> {
                assertThat(error.getString("reason")).isEqualTo("rate_limited");
                assertThat(error.getInt("retry_after_ms")).isBetween(1, 200);
                assertThat(error.getString("message"))
                        .startsWith("more than 5 calls that read a second, beyond a burst of 10; try again in ");
            });
            client.structured("dewey_begin_conversation", JsonOf.object());
            assertThat(client.request("tools/list")).containsKey("result");
            TimeUnit.MILLISECONDS.sleep(refused.get(0).getInt("retry_after_ms") + 200);
            client.structured("dewey_list_startup_contexts", JsonOf.object());
        }
    }

    @Test
    @Order(2)
    void oneSocketTooManyIsRefusedBeforeTheUpgradeAndAgainTakenWhenAnotherHasGone() throws Exception {
        List<McpClient> open = new ArrayList<>();
        try {
            // given
            for (int i = 0; i < SOCKETS; i++) {
                McpClient client = McpClient.modern(dewey.mcp());
                open.add(client);
                // its seat is taken when it is open, which may be a moment after the handshake
                assertThat(client.request("tools/list")).containsKey("result");
            }

            // when
            HttpResponse<?> refusal = refusedHandshake();

            // then
            assertThat(refusal.statusCode()).isEqualTo(429);
            assertThat(refusal.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(get("/health/live").statusCode()).isEqualTo(200);
            open.remove(0).close();
            McpClient next = McpClient.modern(dewey.mcp());
            open.add(next);
            assertThat(next.request("tools/list")).containsKey("result");
        } finally {
            open.forEach(McpClient::close);
        }
    }

    @Test
    @Order(3)
    void aBodyThatDripsIsNotWaitedFor() throws Exception {
        URI address = dewey.http("/mcp");
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            // given
            socket.setSoTimeout(30_000);
            String head = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Accept: application/json, text/event-stream\r\nContent-Length: 10000\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));

            // when
            long begun = System.nanoTime();
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> firstLine(socket));
            while (!answer.isDone() && since(begun).compareTo(Duration.ofSeconds(20)) < 0) {
                socket.getOutputStream().write('{');
                TimeUnit.MILLISECONDS.sleep(100);
            }

            // then
            assertThat(answer.get(1, TimeUnit.SECONDS)).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    @Order(3)
    void aHeadThatDripsIsNotWaitedForEither() throws Exception {
        URI address = dewey.http("/mcp");
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            // given
            socket.setSoTimeout(100);
            socket.getOutputStream()
                    .write("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(firstLine(socket)).startsWith("HTTP/1.1 200");

            // when
            long begun = System.nanoTime();
            while (takesOneMore(socket) && since(begun).compareTo(Duration.ofSeconds(20)) < 0) {
                continue;
            }

            // then
            assertThat(since(begun)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(15));
        }
    }

    @Test
    @Order(4)
    void aFloodOfPingsEndsTheSocketAndHarmsNobodyElse() throws Exception {
        int code;
        int floods = 0;
        do {
            code = floodWithPings();
            assertThat(get("/health/live").statusCode()).isEqualTo(200);
            // they share an address, and so the bucket: it fills again
            TimeUnit.SECONDS.sleep(1);
            floods++;
        } while (code == CUT && floods < 5);

        assertThat(code).isEqualTo(1013);
        try (McpClient next = McpClient.modern(dewey.mcp())) {
            assertThat(next.request("tools/list")).containsKey("result");
        }
    }

    /** How it ended. What this client still writes to a socket that is closed may break it before the client has read why. */
    private int floodWithPings() {
        try (McpClient flood = McpClient.legacy(dewey.mcp())) {
            for (int i = 0; i < 5_000 && flood.isOpen(); i++) {
                flood.send("{\"jsonrpc\":\"2.0\",\"id\":" + (10_000 + i) + ",\"method\":\"ping\"}");
            }
            return flood.closeCode();
        }
    }

    @Test
    @Order(5)
    void stopsByAnnouncingItThenRefusingThenFinishingWhatRuns() throws Exception {
        try (McpClient client = McpClient.modern(dewey.mcp());
                Connection stranger = dewey.database()) {
            // given
            stranger.setAutoCommit(false);
            try (Statement lock = stranger.createStatement()) {
                lock.execute("LOCK TABLE startup_contexts IN ACCESS EXCLUSIVE MODE");
            }

            // when
            dewey.terminate();
            await(() -> get("/health/ready").statusCode() == 503);

            // then
            assertThat(client.request("tools/list")).as("still served").containsKey("result");
            CompletableFuture<JsonObject> running = client.beginCall("dewey_list_startup_contexts", JsonOf.object());
            await(() -> isRefused(503));
            assertThat(running).isNotDone();
            stranger.rollback();
            assertThat(McpClient.await(running).getJsonObject("result").getBoolean("isError"))
                    .isFalse();
            assertThat(client.closeCode()).isEqualTo(1001);
        }
        assertThat(dewey.exitCode()).isEqualTo(SIGTERM);
        assertThat(dewey.output()).contains("Everything is stored; good-bye.");
    }

    /** Null when the handshake is not refused. */
    private HttpResponse<?> refusedHandshake() {
        try {
            McpClient.connect(dewey.mcp()).close();
            return null;
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(WebSocketHandshakeException.class);
            return ((WebSocketHandshakeException) e.getCause()).getResponse();
        }
    }

    private boolean isRefused(int status) {
        HttpResponse<?> refusal = refusedHandshake();
        return refusal != null && refusal.statusCode() == status;
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(dewey.http(path))
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String firstLine(Socket socket) {
        try {
            StringBuilder line = new StringBuilder();
            for (int c = socket.getInputStream().read();
                    c >= 0 && c != '\r';
                    c = socket.getInputStream().read()) {
                line.append((char) c);
            }
            return line.toString();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** A letter of the next request, while what is left of the answer before is read; waits a little for the end. */
    private static boolean takesOneMore(Socket socket) {
        try {
            socket.getOutputStream().write('G');
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException stillOpen) {
            return true;
        } catch (IOException cut) {
            return false;
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long begun = System.nanoTime();
        while (!condition.holds()) {
            assertThat(since(begun)).isLessThan(Duration.ofSeconds(20));
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
}
