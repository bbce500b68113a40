package dewey.spans;

import java.util.Map;

/**
 * What a span says of its request before that is answered.
 *
 * @param name one of few: never a text that a client chose
 * @param carried what came with the request to say to which trace it belongs ({@code traceparent}, {@code tracestate}); not to be trusted
 */
public record Outline(String name, Map<String, String> attributes, Map<String, String> carried) {
    public Outline {
        attributes = Map.copyOf(attributes);
        carried = Map.copyOf(carried);
    }
}
