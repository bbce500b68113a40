package dewey.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.deployment.OnRunningDewey;
import dewey.deployment.RunningDewey;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that asks for no credentials: for everyone on this machine, and for nobody else. */
@OnRunningDewey
class LoopbackOnlyIT {
    private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

    private final RunningDewey dewey;

    LoopbackOnlyIT(RunningDewey dewey) {
        this.dewey = dewey;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1", "Via: 1.1 proxy", "X-Real-IP: ::1"})
    void nobodyComesInThroughAProxy(String header) throws Exception {
        assertThat(answer("GET /mcp", own(), header + "\r\n" + UPGRADE))
                .startsWith("HTTP/1.1 403")
                .contains("may not be reached through a proxy");
        assertThat(answer("GET /api/audit", own(), header + "\r\n")).startsWith("HTTP/1.1 403");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dewey.example.org", "rebound.example.org:80", "localhost.evil.example"})
    void nobodyComesInByAnotherName(String host) throws Exception {
        assertThat(answer("GET /mcp", host, UPGRADE)).startsWith("HTTP/1.1 403").contains("not asked by that name");
        assertThat(answer("GET /api/audit", host, "")).startsWith("HTTP/1.1 403");
    }

    /** As HAProxy does, unless it is told a name. */
    @Test
    void aLoadBalancerMayAskForHealthByNoName() throws Exception {
        String health = answer("GET /health/live HTTP/1.0\r\n\r\n");

        assertThat(health).startsWith("HTTP/1.").doesNotContain("not asked by that name");
        assertThat(health.substring(9, 12)).isNotEqualTo("403");
        assertThat(answer("GET /api/audit HTTP/1.0\r\n\r\n").substring(9, 12)).isEqualTo("403");
    }

    @Test
    void everyoneOnThisMachineIsAnAdministrator() throws Exception {
        assertThat(answer("GET /mcp", own(), UPGRADE)).startsWith("HTTP/1.1 101");
        assertThat(answer("GET /api/audit", own(), ""))
                .startsWith("HTTP/1.1 200")
                .contains("\"entries\"");
        assertThat(answer("GET /api/audit/verification", own(), ""))
                .startsWith("HTTP/1.1 200")
                .contains("\"sound\":true");
        assertThat(answer("GET /api/audit?limit=0", own(), "")).startsWith("HTTP/1.1 400");
    }

    @Test
    void noPageOfAnotherSiteMakesATokenHere() throws Exception {
        String body = "{\"name\":\"evil\",\"roles\":[\"admin\"]}";
        String length = "Content-Length: " + body.length() + "\r\n";

        assertThat(answer(
                        "POST /api/tokens",
                        own(),
                        "Origin: https://evil.example\r\nContent-Type: application/json\r\n" + length,
                        body))
                .startsWith("HTTP/1.1 403");
        assertThat(answer(
                        "POST /api/tokens", own(), "X-Dewey-Request: 1\r\nContent-Type: text/plain\r\n" + length, body))
                .startsWith("HTTP/1.1 400");
    }

    private String own() {
        return "localhost:" + dewey.http("/").getPort();
    }

    private String answer(String request, String host, String headers) throws IOException {
        return answer(request, host, headers, "");
    }

    private String answer(String request, String host, String headers, String body) throws IOException {
        String connection = headers.contains("Connection:") ? "" : "Connection: close\r\n";
        return answer(request + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + connection + "\r\n" + body);
    }

    private String answer(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", dewey.http("/").getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            byte[] part = new byte[8_192];
            while (!isWhole(answer.toString())) {
                int read = socket.getInputStream().read(part);
                if (read < 0) {
                    break;
                }
                answer.append(new String(part, 0, read, StandardCharsets.ISO_8859_1));
            }
            return answer.toString();
        }
    }

    /** A socket that was opened stays open, and so may a connection on which it was refused. */
    private static boolean isWhole(String answer) {
        int head = answer.indexOf("\r\n\r\n");
        Matcher length = LENGTH.matcher(answer);
        return answer.startsWith("HTTP/1.1 101")
                || head >= 0 && length.find() && answer.length() >= head + 4 + Integer.parseInt(length.group(1));
    }
}
