package dewey.transports;

import dewey.security.Hops;
import dewey.upstreams.Upstream.HttpUpstream;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * The headers of one session's requests: what the administrator configured, what MCP's Streamable HTTP asks for in either era, and
 * nothing that the client's connection brought.
 */
public final class ProtocolHeaders {
    private static final Pattern SESSION_ID = Pattern.compile("[\\x21-\\x7e]{1,1024}");
    private static final Pattern SAFE = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");
    private static final Pattern LOOKS_ENCODED = Pattern.compile("=\\?base64\\?.*\\?=");

    private final HttpUpstream upstream;
    private final String hops;
    private final ParameterHeaders parameters = new ParameterHeaders();
    private volatile String sessionId;
    private volatile String version;

    /** @param hops what {@link Hops#HEADER} says */
    ProtocolHeaders(HttpUpstream upstream, String hops) {
        this.upstream = upstream;
        this.hops = hops;
    }

    HttpRequest.Builder posting(Outgoing message) {
        HttpRequest.Builder request = request()
                .setHeader("Content-Type", "application/json")
                .setHeader("Accept", "application/json, text/event-stream");
        if (message.isModern()) {
            request.setHeader("MCP-Protocol-Version", encoded(message.version()));
            request.setHeader("Mcp-Method", encoded(message.method()));
            if (message.name() != null) {
                request.setHeader("Mcp-Name", encoded(message.name()));
            }
            if ("tools/call".equals(message.method())) {
                parameters.of(message.name(), message.body()).forEach(request::setHeader);
            }
        } else if (!message.isInitialize()) {
            ofTheSession(request);
        }
        return request;
    }

    /** A request for events, or for the end of the session. */
    HttpRequest.Builder ofTheSession() {
        return ofTheSession(request());
    }

    boolean hasSession() {
        return sessionId != null;
    }

    /** Remembers the session that the answer to an initialize begins. */
    void begin(HttpHeaders answer) {
        sessionId = answer.firstValue("Mcp-Session-Id")
                .filter(id -> SESSION_ID.matcher(id).matches())
                .orElse(null);
    }

    /** Remembers which arguments of tools are to be repeated in headers. */
    void learnTools(String answer) {
        parameters.learn(answer);
    }

    /** Remembers the version on which an initialize has agreed. */
    void agree(String negotiated) {
        version = SAFE.matcher(negotiated).matches() ? negotiated : null;
    }

    private HttpRequest.Builder request() {
        HttpRequest.Builder request = HttpRequest.newBuilder(upstream.url());
        upstream.headers().forEach(request::setHeader);
        return request.setHeader(Hops.HEADER, hops);
    }

    private HttpRequest.Builder ofTheSession(HttpRequest.Builder request) {
        String id = sessionId;
        String agreed = version;
        if (id != null) {
            request.setHeader("Mcp-Session-Id", id);
        }
        if (agreed != null) {
            request.setHeader("MCP-Protocol-Version", agreed);
        }
        return request;
    }

    /** A value as a header can carry it (MCP 2026-07-28, value encoding): what is not plain ASCII goes as Base64. */
    static String encoded(String value) {
        if (SAFE.matcher(value).matches() && !LOOKS_ENCODED.matcher(value).matches()) {
            return value;
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return "=?base64?" + Base64.getEncoder().encodeToString(bytes) + "?=";
    }
}
