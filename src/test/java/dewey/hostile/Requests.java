package dewey.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dewey.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Requests of HTTP/1.1 whose end two servers could see in two places (smuggling, RFC 9112 §11.2), and others that are none. Behind each stands
 * what a proxy in front would take for a part of it: it must not be answered as a request of its own.
 */
final class Requests {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String CHUNK =
            Integer.toHexString(Doors.PING.length()) + "\r\n" + Doors.PING + "\r\n0\r\n\r\n";
    private static final Pattern ANSWERS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
    private static final int ANSWER_MS = 5_000;
    /** Behind one answer a second would be there at once. */
    private static final int QUIET_MS = 400;

    private final Doors doors;
    private final List<Case> cases = new ArrayList<>();

    Requests(Doors doors) {
        this.doors = doors;
    }

    Stream<Case> cases() {
        lengths();
        codings();
        chunks();
        heads();
        return cases.stream();
    }

    private void lengths() {
        String shorter = "Content-Length: 3\r\n";
        String whole = "Content-Length: " + Doors.PING.length() + "\r\n";
        String longer = "Content-Length: " + (Doors.PING.length() + SMUGGLED.length()) + "\r\n";
        always("two lengths, the longer first", post(longer + whole) + Doors.PING + SMUGGLED);
        always("two lengths, the shorter first", post(whole + longer) + Doors.PING + SMUGGLED);
        once("two lengths in one header", post("Content-Length: 3, " + Doors.PING.length() + "\r\n") + Doors.PING);
        for (String length :
                List.of("+3", "-1", "0x3", "3;", "3 3", "³", "99999999999999999999", "", "3\u000b", "1e1")) {
            once("a length of " + Hostile.shown(length), post("Content-Length: " + length + "\r\n") + Doors.PING);
        }
        once("a length and a space before the colon", post("Content-Length : 3\r\n" + longer) + Doors.PING + SMUGGLED);
        always("a length and chunks", post(shorter + "Transfer-Encoding: chunked\r\n") + CHUNK + SMUGGLED);
        always("chunks and a length", post("Transfer-Encoding: chunked\r\n" + longer) + CHUNK + SMUGGLED);
        once("a GET with a body", "GET /mcp HTTP/1.1\r\n" + host() + longer + "\r\n" + Doors.PING + SMUGGLED);
    }

    private void codings() {
        String length = "Content-Length: " + (CHUNK.length() + SMUGGLED.length()) + "\r\n";
        for (String coding : List.of(
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: identity, chunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: \u000bchunked",
                "Transfer-Encoding:\tchunked",
                "Transfer-Encoding: \"chunked\"",
                "Transfer-Encoding : chunked",
                "Transfer_Encoding: chunked",
                "Transfer-Encoding:\r\n chunked",
                " Transfer-Encoding: chunked",
                "X: y\rTransfer-Encoding: chunked",
                "X: y\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: cow")) {
            once(Hostile.shown(coding) + ", and a length", post(length + coding + "\r\n") + CHUNK + SMUGGLED);
        }
    }

    private void chunks() {
        String chunked = post("Transfer-Encoding: chunked\r\n");
        String data = Doors.PING;
        String size = Integer.toHexString(data.length());
        for (String broken : List.of(
                "-" + size + "\r\n" + data + "\r\n0\r\n\r\n",
                "0x" + size + "\r\n" + data + "\r\n0\r\n\r\n",
                "FFFFFFFFFFFFFFFF\r\n" + data + "\r\n0\r\n\r\n",
                "1" + "0".repeat(16) + size + "\r\n" + data + "\r\n0\r\n\r\n",
                size + "\n" + data + "\n0\n\n",
                size + "\r\n" + data + "0\r\n\r\n",
                size + "\r\n" + data + "\r\n\r\n0\r\n\r\n",
                "zz\r\n" + data + "\r\n0\r\n\r\n",
                "\r\n" + data,
                size + ";" + "x".repeat(100_000) + "\r\n" + data + "\r\n0\r\n\r\n",
                size + "\r\n" + data + "\r\n0\r\nContent-Length: 9999\r\nTransfer-Encoding: chunked\r\n\r\n",
                size + "\r\n" + data + "\r\n0\r\n" + "X: y\r\n".repeat(20_000) + "\r\n")) {
            once("chunks: " + Hostile.shown(broken), chunked + broken + SMUGGLED);
        }
    }

    private void heads() {
        String body = "Content-Length: " + Doors.PING.length() + "\r\n\r\n" + Doors.PING;
        String types = "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n";
        once("lines that end with LF", ("POST /mcp HTTP/1.1\r\n" + host() + types + body).replace("\r\n", "\n"));
        once("NUL in the name of a header", "POST /mcp HTTP/1.1\r\n" + host() + "X\0Y: z\r\n" + types + body);
        once("NUL in a header", "POST /mcp HTTP/1.1\r\n" + host() + "X: y\0z\r\n" + types + body);
        once("a header without a colon", "POST /mcp HTTP/1.1\r\n" + host() + "nonsense\r\n" + types + body);
        once("a space before the first header", "POST /mcp HTTP/1.1\r\n X: y\r\n" + host() + types + body);
        once("no Host", "POST /mcp HTTP/1.1\r\n" + types + body);
        once("an empty Host", "POST /mcp HTTP/1.1\r\nHost:\r\n" + types + body);
        once("HTTP/0.9", "GET /mcp\r\n");
        once("HTTP/2 without an offer", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        once("HTTP/9.9", "POST /mcp HTTP/9.9\r\n" + host() + types + body);
        once("CONNECT", "CONNECT evil.example:443 HTTP/1.1\r\n" + host() + "\r\n");
        cases.add(Case.of(
                Row.H04,
                "authentication",
                "two Hosts, a foreign one behind the own",
                () -> forbidden("GET /api/overview HTTP/1.1\r\n" + host()
                        + "Host: attacker.test\r\nConnection: close\r\n\r\n")));
        cases.add(
                Case.of(
                        Row.H04,
                        "authentication",
                        "a foreign name in the request line",
                        () -> forbidden(
                                "GET http://attacker.test/api/overview HTTP/1.1\r\nHost: attacker.test\r\nConnection: close\r\n\r\n")));
    }

    private String host() {
        return "Host: " + doors.mcp().getAuthority() + "\r\n";
    }

    /** The head of a request for MCP, complete with these headers. */
    private String post(String headers) {
        return "POST /mcp HTTP/1.1\r\n" + host()
                + "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n" + headers
                + "\r\n";
    }

    private void always(String what, String bytes) {
        cases.add(Case.of(Row.H12, "http", what, () -> answeredOnce(bytes)));
    }

    /** Each is waited for, which together is too long for every build. */
    private void once(String what, String bytes) {
        cases.add(Case.of(Row.H12, "http", what, () -> answeredOnce(bytes)).takingItsTime());
    }

    /** One answer, or none, or a refusal of all: what follows is nothing that the server takes for a request. */
    private String answeredOnce(String bytes) throws IOException {
        String answer = said(bytes);
        Doors.requireSafeWords(answer);
        List<String> statuses =
                ANSWERS.matcher(answer).results().map(each -> each.group(1)).toList();
        assertThat(statuses).as(answer).hasSizeLessThan(2).allSatisfy(status -> assertThat(status)
                .matches("200|202|4..|50[015]"));
        return statuses.isEmpty() ? "no answer" : statuses.get(0);
    }

    private String forbidden(String bytes) throws IOException {
        String answer = said(bytes);
        assertThat(answer).matches("(?s)HTTP/1\\.1 (400|403|421) .*").doesNotContain("\"sockets\"");
        return answer.substring(9, 12);
    }

    /** All that comes until the connection ends or is quiet. */
    private String said(String bytes) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (Wire wire = Wire.to(doors.mcp())) {
            wire.patience(ANSWER_MS);
            wire.send(bytes);
            for (int next = wire.read(); next >= 0; next = wire.read()) {
                said.write(next);
                wire.patience(QUIET_MS);
            }
        } catch (IOException quietOrCut) {
            // what was said by then is all
        }
        return said.toString(StandardCharsets.ISO_8859_1);
    }
}
