package dewey.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Locale;
import java.util.stream.Stream;

/** What a request says about the forms of content (RFC 9110 §8.3, §12.5.1). */
final class Accepted {
    static final String JSON = "application/json";
    static final String EVENTS = "text/event-stream";

    private Accepted() {}

    /** Whether the client takes this type. */
    static boolean byClient(HttpServletRequest http, String type) {
        String family = type.substring(0, type.indexOf('/') + 1) + "*";
        return Collections.list(http.getHeaders("Accept")).stream()
                .flatMap(header -> Stream.of(header.split(",")))
                .map(Accepted::withoutParameters)
                .anyMatch(range -> range.equals(type) || range.equals(family) || range.equals("*/*"));
    }

    /** Whether the body of the request is JSON. */
    static boolean isJson(HttpServletRequest http) {
        return http.getContentType() != null
                && withoutParameters(http.getContentType()).equals(JSON);
    }

    private static String withoutParameters(String type) {
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
