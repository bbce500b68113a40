package dewey.websocket;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a handshake must be, for every server the same (RFC 6455 §4.2.1). Tyrus (2.1.5) agrees to any method, to HTTP/1.0 and to any
 * key, and fails with 500 where {@code Connection} is missing; Undertow (2.3) agrees to whatever {@code Upgrade} names as soon as there
 * is a key, and to drafts of the protocol.
 */
final class WellFormed {
    static final String VERSION_HEADER = "Sec-WebSocket-Version";
    static final String VERSION = "13";

    static final String KEY_HEADER = "Sec-WebSocket-Key";
    /** Sixteen bytes in Base64. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{21}[AQgw]==");

    private WellFormed() {}

    /** Whether a server could take this for a handshake. */
    static boolean isMeant(HttpServletRequest request) {
        return isWebSocket(request) || request.getHeader(KEY_HEADER) != null;
    }

    static boolean is(HttpServletRequest handshake) {
        List<String> keys = Collections.list(handshake.getHeaders(KEY_HEADER));
        return handshake.getMethod().equals("GET")
                && isWebSocket(handshake)
                && Collections.list(handshake.getHeaders(VERSION_HEADER)).equals(List.of(VERSION))
                && !handshake.getProtocol().equals("HTTP/1.0")
                && Collections.list(handshake.getHeaders("Connection")).stream().anyMatch(WellFormed::asksForUpgrade)
                && keys.size() == 1
                && KEY.matcher(keys.get(0).strip()).matches();
    }

    private static boolean isWebSocket(HttpServletRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    }

    private static boolean asksForUpgrade(String connection) {
        return List.of(connection.split(",", -1)).stream()
                .anyMatch(option -> option.strip().equalsIgnoreCase("upgrade"));
    }
}
