package dewey.bridge;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The headers of a message: those that the user gave, and those in which each era repeats what the body says. */
final class HttpHeaders {
    private static final String VERSION = "MCP-Protocol-Version";
    private static final String ENCODED = "=?base64?";
    private static final String ENCODED_END = "?=";

    private final Map<String, String> given;
    private volatile String settled;

    HttpHeaders(Map<String, String> given) {
        this.given = Map.copyOf(given);
    }

    /** The revision that {@code initialize} has settled. */
    void settled(String version) {
        settled = version;
    }

    boolean isLegacy() {
        return settled != null;
    }

    /**
     * @param message null for what carries none
     * @param session null for none
     */
    Map<String, String> of(Message message, String session) {
        Map<String, String> headers = new LinkedHashMap<>(given);
        String modern = message == null ? null : message.modernVersion().orElse(null);
        if (modern != null) {
            headers.put(VERSION, modern);
            message.method().ifPresent(method -> headers.put("Mcp-Method", encoded(method)));
            message.name().ifPresent(name -> headers.put("Mcp-Name", encoded(name)));
        } else {
            if (settled != null && (message == null || !message.is("initialize"))) {
                headers.put(VERSION, settled);
            }
            if (session != null) {
                headers.put("Mcp-Session-Id", session);
            }
        }
        return headers;
    }

    /** As it is where a header can carry it, else as Base64 (MCP 2026-07-28, Streamable HTTP, Value Encoding). */
    static String encoded(String value) {
        boolean plain = value.equals(value.strip())
                && value.chars().allMatch(c -> c >= ' ' && c <= '~')
                && !(value.startsWith(ENCODED) && value.endsWith(ENCODED_END));
        return plain
                ? value
                : ENCODED + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + ENCODED_END;
    }
}
