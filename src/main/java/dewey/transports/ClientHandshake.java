package dewey.transports;

import dewey.frames.Handshakes;
import dewey.security.Hops;
import dewey.upstreams.Upstream.WebSocketUpstream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The opening handshake of a client (RFC 6455 §4.1): what is asked, and what the answer must be. Used by one thread at a time. */
final class ClientHandshake {
    private static final int LONGEST_ANSWER = 32 << 10;
    private static final int HTTP_PORT = 80;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
    private static final String ITS_OWN = "sec-websocket-";

    private final WebSocketUpstream upstream;
    private final String offered;
    private final String hops;
    private final String key;
    private byte[] answer = new byte[0];
    private String subprotocol = "";

    /** @param offered the subprotocol that is offered, or empty */
    ClientHandshake(WebSocketUpstream upstream, String offered, String hops, SecureRandom random) {
        this.upstream = upstream;
        this.offered = offered;
        this.hops = hops;
        key = Handshakes.key(random);
    }

    byte[] request() {
        URI url = upstream.url();
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        boolean usual = url.getPort() < 0 || url.getPort() == HTTP_PORT;
        StringBuilder request = new StringBuilder("GET " + path + query + " HTTP/1.1\r\n");
        header(request, "Host", usual ? url.getHost() : url.getHost() + ":" + url.getPort());
        header(request, "Upgrade", "websocket");
        header(request, "Connection", "Upgrade");
        header(request, "Sec-WebSocket-Key", key);
        header(request, "Sec-WebSocket-Version", "13");
        if (!offered.isEmpty()) {
            header(request, "Sec-WebSocket-Protocol", offered);
        }
        upstream.headers().forEach((name, value) -> {
            if (!name.toLowerCase(Locale.ROOT).startsWith(ITS_OWN)) {
                header(request, name, value);
            }
        });
        header(request, Hops.HEADER, hops);
        return request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void header(StringBuilder request, String name, String value) {
        request.append(name).append(": ").append(value).append("\r\n");
    }

    /**
     * Takes what comes of the answer.
     *
     * @return where the first frame begins in {@code bytes}, or -1 while the answer is not complete
     * @throws HandshakeRefused when it says anything but yes
     */
    int read(byte[] bytes, int end) throws HandshakeRefused {
        int before = answer.length;
        byte[] all = Arrays.copyOf(answer, before + end);
        System.arraycopy(bytes, 0, all, before, end);
        for (int at = Math.max(0, before - END_OF_HEAD.length); at <= all.length - END_OF_HEAD.length; at++) {
            if (Arrays.equals(all, at, at + END_OF_HEAD.length, END_OF_HEAD, 0, END_OF_HEAD.length)) {
                check(new String(all, 0, at, StandardCharsets.ISO_8859_1));
                return at + END_OF_HEAD.length - before;
            }
        }
        if (all.length > LONGEST_ANSWER) {
            throw new HandshakeRefused("the upstream's answer to the WebSocket handshake does not end");
        }
        answer = all;
        return -1;
    }

    /** What the upstream agreed to, or empty; known when the answer is complete. */
    String subprotocol() {
        return subprotocol;
    }

    private void check(String head) throws HandshakeRefused {
        String[] lines = head.split("\r\n", -1);
        int status = status(lines[0]);
        if (status != SWITCHING_PROTOCOLS) {
            throw HandshakeRefused.status(status);
        }
        Map<String, String> headers = headers(lines);
        String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        boolean upgraded = headers.getOrDefault("upgrade", "").equalsIgnoreCase("websocket")
                && Arrays.stream(connection.split(",", -1))
                        .anyMatch(option -> option.strip().equals("upgrade"));
        if (!upgraded || !Handshakes.accept(key).equals(headers.get("sec-websocket-accept"))) {
            throw new HandshakeRefused("the upstream's answer to the WebSocket handshake is not one");
        }
        subprotocol = headers.getOrDefault("sec-websocket-protocol", "");
        if (!subprotocol.isEmpty() && !subprotocol.equals(offered)) {
            throw new HandshakeRefused("the upstream chose a subprotocol that was not offered");
        } else if (headers.containsKey("sec-websocket-extensions")) {
            throw new HandshakeRefused("the upstream chose an extension that was not offered");
        }
    }

    private static int status(String line) throws HandshakeRefused {
        String[] parts = line.split(" ", 3);
        if (parts.length < 2 || !parts[0].equals("HTTP/1.1") || !parts[1].matches("[1-9]\\d\\d")) {
            throw new HandshakeRefused("the upstream's answer to the WebSocket handshake is no HTTP");
        }
        return Integer.parseInt(parts[1]);
    }

    private static Map<String, String> headers(String[] lines) {
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
                headers.merge(name, lines[i].substring(colon + 1).strip(), (first, next) -> first + ", " + next);
            }
        }
        return headers;
    }
}
