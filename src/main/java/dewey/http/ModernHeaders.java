package dewey.http;

import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.Message.Request;
import dewey.mcp.Envelope;
import dewey.mcp.ProtocolVersion;
import jakarta.json.JsonString;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The headers in which a modern request repeats its body, so that proxies need not read it (MCP 2026-07-28, Streamable HTTP). */
final class ModernHeaders {
    /** The code for a header that is missing or says something else than the body. */
    static final int MISMATCH = -32020;

    static final String VERSION = "MCP-Protocol-Version";
    private static final String METHOD = "Mcp-Method";
    private static final String NAME = "Mcp-Name";
    private static final String ENCODED = "=?base64?";
    private static final String ENCODED_END = "?=";

    private ModernHeaders() {}

    /** Whether the headers name a revision of the modern era. */
    static boolean areModern(HttpServletRequest http) {
        String version = http.getHeader(VERSION);
        return version != null
                && ProtocolVersion.named(version)
                        .filter(ProtocolVersion::isModern)
                        .isPresent();
    }

    /** What is wrong with them; empty when they say what the body says. */
    static Optional<JsonRpcError> check(HttpServletRequest http, Request request) {
        return compare(http, VERSION, Envelope.version(request).orElse(null))
                .or(() -> compare(http, METHOD, request.method()))
                .or(() -> compare(http, NAME, name(request)));
    }

    private static String name(Request request) {
        String member =
                switch (request.method()) {
                    case "tools/call", "prompts/get" -> "name";
                    case "resources/read" -> "uri";
                    default -> null;
                };
        return member != null && request.params().get(member) instanceof JsonString text ? text.getString() : null;
    }

    /** @param said by the body; null when it says nothing, and then nothing is compared */
    private static Optional<JsonRpcError> compare(HttpServletRequest http, String header, String said) {
        String given = http.getHeader(header);
        if (said == null || given != null && said.equals(decoded(given.strip()))) {
            return Optional.empty();
        }
        String problem = given == null
                ? "the header " + header + " is missing"
                : "the header " + header + " is \"" + JsonRpcError.shortened(given) + "\"; the body says \""
                        + JsonRpcError.shortened(said) + "\"";
        return Optional.of(new JsonRpcError(MISMATCH, "Header mismatch: " + problem, null));
    }

    /** A value that a header cannot carry comes as Base64 of its UTF-8. */
    private static String decoded(String value) {
        if (!value.startsWith(ENCODED) || !value.endsWith(ENCODED_END) || value.length() < 11) {
            return value;
        }
        try {
            byte[] bytes = Base64.getDecoder()
                    .decode(value.substring(ENCODED.length(), value.length() - ENCODED_END.length()));
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException notEncoded) {
            return value;
        }
    }
}
