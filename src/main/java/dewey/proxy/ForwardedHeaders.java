package dewey.proxy;

import dewey.security.Hops;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.http.HttpHeaders;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The headers that are MCP's or say what a body is, and those by which requests are traced. All others stay where they are: a client's
 * credentials and cookies are never seen by an upstream, nor an upstream's by a client.
 */
final class ForwardedHeaders {
    private static final String OF_MCP = "mcp-";
    private static final Set<String> TO_UPSTREAM =
            Set.of("accept", "content-type", "last-event-id", "user-agent", "traceparent", "tracestate", "baggage");
    private static final Set<String> TO_CLIENT = Set.of("cache-control", "allow", "retry-after");

    /** Tokens, and what RFC 9110 (5.5) calls field values, as the JDK's client takes them. */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private static final Pattern VALUE = Pattern.compile("[\\t -~\\x80-\\xfe]*");

    private ForwardedHeaders() {}

    /** Whether all of them can be said onwards: WildFly lets control characters in. */
    static boolean canGoOnwards(Map<String, String> headers) {
        return headers.entrySet().stream()
                .allMatch(header -> NAME.matcher(header.getKey()).matches()
                        && VALUE.matcher(header.getValue()).matches());
    }

    /** @param hops what {@link Hops#HEADER} is to say */
    static Map<String, String> toUpstream(HttpServletRequest request, String hops) {
        Map<String, String> headers = new HashMap<>();
        for (String header : Collections.list(request.getHeaderNames())) {
            String name = header.toLowerCase(Locale.ROOT);
            if (TO_UPSTREAM.contains(name) || name.startsWith(OF_MCP)) {
                headers.put(name, String.join(", ", Collections.list(request.getHeaders(header))));
            }
        }
        headers.put(Hops.HEADER, hops);
        return headers;
    }

    /** The type of the body is not among them: see {@link HttpRelay}. */
    static void toClient(HttpHeaders answer, HttpServletResponse response) {
        for (Map.Entry<String, List<String>> header : answer.map().entrySet()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (TO_CLIENT.contains(name) || name.startsWith(OF_MCP)) {
                header.getValue().forEach(value -> response.addHeader(header.getKey(), value));
            }
        }
    }
}
