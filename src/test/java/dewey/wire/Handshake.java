package dewey.wire;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The request that opens a WebSocket, every line of which can be another (RFC 6455 §4.1). */
public final class Handshake {
    private String requestLine;
    private final List<String> headers = new ArrayList<>();

    private Handshake(URI address) {
        String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        requestLine = "GET " + address.getRawPath() + query + " HTTP/1.1";
        with("Host", address.getAuthority());
        with("Upgrade", "websocket");
        with("Connection", "Upgrade");
        with("Sec-WebSocket-Version", "13");
        with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    }

    /** One that is right. */
    public static Handshake to(URI address) {
        return new Handshake(address);
    }

    public Handshake line(String line) {
        requestLine = line;
        return this;
    }

    /** One header more; there may be several of a name. */
    public Handshake with(String name, String value) {
        headers.add(name + ": " + value);
        return this;
    }

    public Handshake without(String name) {
        headers.removeIf(header -> header.regionMatches(true, 0, name + ":", 0, name.length() + 1));
        return this;
    }

    public Handshake instead(String name, String value) {
        return without(name).with(name, value);
    }

    public String text() {
        return requestLine + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    }
}
