package dewey.jsonrpc;

import java.util.ArrayList;
import java.util.List;

/**
 * A JSON-RPC message seen at a glance, for those who pass it on: what it is, its id and its method, found in one pass over the text
 * without building its values. Whether the rest is valid is not looked at.
 *
 * @param id null where there is none, or none that JSON-RPC allows
 * @param method null for a response
 */
public record Glance(Kind kind, RequestId id, String method) {

    /** What a message wants. */
    public enum Kind {
        REQUEST,
        NOTIFICATION,
        RESPONSE,
        /** Nothing that JSON-RPC knows. */
        OTHER
    }

    /** The messages of a text: one, those of a batch in their order, or none when it is no JSON object or array. */
    public static List<Glance> at(String text) {
        TokenScan scan = new TokenScan(text);
        try {
            return switch (scan.peek()) {
                case '{' -> List.of(object(scan));
                case '[' -> batch(scan);
                default -> List.of();
            };
        } catch (TokenScan.NotJson e) {
            return List.of();
        }
    }

    private static List<Glance> batch(TokenScan scan) throws TokenScan.NotJson {
        List<Glance> messages = new ArrayList<>();
        scan.take('[');
        for (boolean more = scan.peek() != ']'; more; more = scan.takeIf(',')) {
            if (scan.peek() == '{') {
                messages.add(object(scan));
            } else {
                scan.value();
            }
        }
        scan.take(']');
        return messages;
    }

    private static Glance object(TokenScan scan) throws TokenScan.NotJson {
        RequestId id = null;
        String method = null;
        boolean answers = false;
        scan.take('{');
        for (boolean more = scan.peek() != '}'; more; more = scan.takeIf(',')) {
            String name = TokenScan.decoded(scan.string());
            scan.take(':');
            String token = scan.value();
            switch (name) {
                case "id" -> id = id(token);
                case "method" -> method = token.startsWith("\"") ? TokenScan.decoded(token) : null;
                case "result", "error" -> answers = true;
                default -> {
                    // passed on unseen
                }
            }
        }
        scan.take('}');
        return new Glance(kind(id, method, answers), id, method);
    }

    private static Kind kind(RequestId id, String method, boolean answers) {
        if (method != null) {
            return id == null ? Kind.NOTIFICATION : Kind.REQUEST;
        }
        return id != null && answers ? Kind.RESPONSE : Kind.OTHER;
    }

    /** The id, with a string in one spelling: a server may escape other characters than its client did. */
    private static RequestId id(String token) throws TokenScan.NotJson {
        char first = token.charAt(0);
        if (first == '"') {
            return new RequestId(token.indexOf('\\') < 0 ? token : TokenScan.respelled(token));
        }
        return first == '-' || first >= '0' && first <= '9' ? new RequestId(token) : null;
    }
}
