package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.RunningDewey;
import dewey.json.JsonText;
import dewey.websocket.McpClient;
import dewey.wire.Frame;
import dewey.wire.WireSocket;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The proxy's door, with upstreams that a case adds, and what it must say where nothing good is behind it. */
final class ProxyDoor {
    private static final String FIRST = "{\"jsonrpc\":\"2.0\",\"id\":\"first\",\"method\":\"initialize\"}";
    private static final Duration SOON = Duration.ofSeconds(10);

    private final RunningDewey dewey;

    ProxyDoor(RunningDewey dewey) {
        this.dewey = dewey;
    }

    /** Known to the server within two seconds. */
    void upstream(String name, JsonObject entry) throws InterruptedException {
        dewey.upstreams().add(name, entry);
        TimeUnit.MILLISECONDS.sleep(1_200);
    }

    /** The client's request gets one error in safe words, then the close; or the handshake is refused. */
    String refusedSoon(String path) throws Exception {
        long begun = System.nanoTime();
        String outcome;
        try (WireSocket client = WireSocket.open(dewey.webSocket(path))) {
            client.send(FIRST);
            Frame answer = client.next();
            if (answer.opcode() == Frame.TEXT) {
                JsonObject error = McpClient.json(answer.text());
                assertThat(error.getString("id")).isEqualTo("first");
                assertThat(error.getJsonObject("error").getInt("code")).isEqualTo(-32000);
                String words = JsonText.write(error);
                Doors.requireSafeWords(words);
                assertThat(words).doesNotContain("127.0.0.1", "169.254", Integer.toString(EchoUpstream.PORT));
                outcome = "-32000, then " + client.closeCode();
            } else {
                outcome = Integer.toString(answer.closeCode());
            }
            assertThat(outcome).endsWith("1014");
        } catch (IOException refused) {
            assertThat(refused.getMessage()).containsPattern("^HTTP/1.1 (404|502|504|508)");
            outcome = refused.getMessage().substring(9, 12);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
        return outcome;
    }
}
